using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Examples;

/// <summary>Places tasks one by one, each where the fewest are, so that the loss of a slave costs as little as possible.</summary>
public sealed class Spread
{
    private readonly List<(Offer Offer, List<TaskInfo> Tasks)> _offers;
    private readonly List<Resources> _left;
    private readonly Dictionary<SlaveId, int> _load = [];
    private readonly string _role;

    /// <param name="offers">What there is.</param>
    /// <param name="running">The slaves of what runs already, one entry for each task.</param>
    /// <param name="role">The framework's: what is reserved for it is used first.</param>
    public Spread(IEnumerable<Offer> offers, IEnumerable<SlaveId> running, string role)
    {
        _role = role;
        _offers = [.. offers.OrderBy(offer => offer.SlaveId.Value, StringComparer.Ordinal).Select(offer => (offer, new List<TaskInfo>()))];
        _left = _offers.ConvertAll(offer => offer.Offer.Resources);
        foreach (var slave in running)
            _load[slave] = _load.GetValueOrDefault(slave) + 1;
    }

    /// <summary>The offers that were used.</summary>
    public IEnumerable<Placement> Placements => _offers.Where(offer => offer.Tasks.Count > 0).Select(offer => new Placement(offer.Offer, [.. offer.Tasks]));

    /// <summary>Places one task; answers where, or null if it fits nowhere.</summary>
    /// <param name="need">What it needs.</param>
    /// <param name="make">Makes the task for that slave, with these resources of the offer.</param>
    public SlaveId? Place(Resources need, Func<SlaveId, Resources, TaskInfo> make)
    {
        var best = -1;
        for (var i = 0; i < _offers.Count; i++)
        {
            if ((best < 0 || LoadOf(i) < LoadOf(best)) && _left[i].Find(need, _role) is not null)
                best = i;
        }

        if (best < 0)
            return null;

        var slave = _offers[best].Offer.SlaveId;
        var taken = _left[best].Find(need, _role)!;
        _offers[best].Tasks.Add(make(slave, taken));
        _left[best] -= taken;
        _load[slave] = LoadOf(best) + 1;
        return slave;
    }

    private int LoadOf(int index) => _load.GetValueOrDefault(_offers[index].Offer.SlaveId);
}
