using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>
/// The account of one slave's resources. Invariant (design, 4): offered + used never exceeds total; whatever would break it is refused, whoever asks.
/// An offer ends once: by <see cref="Take"/>. Used resources are those of tasks that have not ended.
/// </summary>
public sealed class SlaveLedger
{
    private readonly Dictionary<OfferId, OfferEntry> _offers = [];
    private readonly Dictionary<FrameworkId, Resources> _held = [];
    private readonly List<Refusal> _refusals = [];

    public Resources Total { get; private set; } = Resources.Empty;

    public Resources Used { get; private set; } = Resources.Empty;

    public Resources Offered { get; private set; } = Resources.Empty;

    public Resources Available => Total - Used - Offered;

    /// <summary>Rises with each change and each report.</summary>
    public long Version { get; private set; }

    public int OfferCount => _offers.Count;

    /// <summary>Begins anew with what an agent shows at its registration. All offers are gone.</summary>
    public void Reset(Resources total)
    {
        _offers.Clear();
        _held.Clear();
        _refusals.Clear();
        Total = total;
        Used = Offered = Resources.Empty;
        Version++;
    }

    /// <summary>Reserves an offer. False if that is not available.</summary>
    public bool TryOffer(OfferId id, FrameworkId framework, Resources resources)
    {
        if (resources.IsEmpty || !Available.Contains(resources))
        {
            return false;
        }

        _offers.Add(id, new OfferEntry(framework, resources));
        Offered += resources;
        Hold(framework, resources);
        return true;
    }

    /// <summary>Whose an outstanding offer is; null if there is none of this name.</summary>
    public FrameworkId? OwnerOf(OfferId id) => _offers.TryGetValue(id, out var offer) ? offer.Framework : null;

    /// <summary>Ends an offer and answers what it held; empty if there is none of this name.</summary>
    public Resources Take(OfferId id)
    {
        if (!_offers.Remove(id, out var offer))
        {
            return Resources.Empty;
        }

        Offered -= offer.Resources;
        LetGo(offer.Framework, offer.Resources);
        return offer.Resources;
    }

    /// <summary>Outstanding offers, of one framework or of all.</summary>
    public ImmutableArray<(OfferId Id, FrameworkId Framework)> Offers(FrameworkId? framework = null)
    {
        var found = ImmutableArray.CreateBuilder<(OfferId, FrameworkId)>();
        foreach (var (id, offer) in _offers)
        {
            if (framework is null || framework == offer.Framework)
            {
                found.Add((id, offer.Framework));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>A task uses resources that were just taken from an offer, or that its agent showed at its registration.</summary>
    public void Use(FrameworkId framework, Resources resources)
    {
        Used += resources;
        Hold(framework, resources);
    }

    /// <summary>A task has ended.</summary>
    public void Release(FrameworkId framework, Resources resources)
    {
        Used -= resources;
        LetGo(framework, resources);
    }

    /// <summary>A framework does not want these for a while; told to the allocator with the next report.</summary>
    public void Refuse(FrameworkId framework, Resources resources, double seconds, long revives)
    {
        if (!resources.IsEmpty)
        {
            _refusals.Add(new Refusal(framework, resources, seconds, revives));
            Version++;
        }
    }

    /// <summary>Something beside the account changed that the allocator must know.</summary>
    public void Touch() => Version++;

    /// <summary>Everything that the allocator needs; the refusals are told once.</summary>
    public LedgerReport Report(SlaveId slave, Guid activation, bool active, bool checkpoint)
    {
        var shares = ImmutableArray.CreateBuilder<FrameworkShare>(_held.Count);
        foreach (var (framework, resources) in _held)
        {
            shares.Add(new FrameworkShare(framework, resources));
        }

        var report = new LedgerReport
        {
            SlaveId = slave,
            Activation = activation,
            Version = ++Version,
            Active = active,
            Checkpoint = checkpoint,
            Total = Total,
            Shares = shares.MoveToImmutable(),
            Refusals = [.. _refusals],
        };
        _refusals.Clear();
        return report;
    }

    private void Hold(FrameworkId framework, Resources resources)
    {
        _held[framework] = _held.TryGetValue(framework, out var held) ? held + resources : resources;
        Version++;
    }

    private void LetGo(FrameworkId framework, Resources resources)
    {
        var left = _held.TryGetValue(framework, out var held) ? held - resources : Resources.Empty;
        if (left.IsEmpty)
        {
            _held.Remove(framework);
        }
        else
        {
            _held[framework] = left;
        }

        Version++;
    }

    private readonly record struct OfferEntry(FrameworkId Framework, Resources Resources);
}
