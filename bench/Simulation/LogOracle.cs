using MesosOrleans.Log;

namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// Sees every commit of every database, and so knows what was chosen, whoever knows it besides: what a quorum has accepted under one
/// proposal, or anybody has learned. Nothing of it may ever be otherwise. What a copy from an earlier time accepts does not count where
/// others know that it is one, since no coordinator may count it.
/// </summary>
internal sealed class LogOracle(Action<string>? trace)
{
    private readonly SortedDictionary<long, LogAction> _chosen = [];
    private readonly Dictionary<(long Position, long Proposal, long Version), HashSet<string>> _accepted = [];

    /// <summary>All databases.</summary>
    public IReadOnlyList<SimulatedStore> Stores { get; set; } = [];

    /// <summary>What was seen that must not be; null if all is well.</summary>
    public string? Violation { get; private set; }

    public IReadOnlyCollection<LogAction> Chosen => _chosen.Values;

    /// <summary>Whether every position up to the last is chosen.</summary>
    public bool Whole => _chosen.Count == 0 || _chosen.Keys.Last() == _chosen.Count - 1;

    public void Committed(SimulatedStore store, ReplicaMetadata before, ReplicaChange change)
    {
        var ensemble = change.Metadata.Ensemble;
        if ((before.Status, before.Incarnation, before.Ensemble.Id) != (change.Metadata.Status, change.Metadata.Incarnation, ensemble.Id))
            trace?.Invoke($"{store.Name} is {change.Metadata.Status} in life {change.Metadata.Incarnation.Number} and version {ensemble.Version} of {ensemble.Log.ToString()[..4]}");
        if (before.Promised != change.Metadata.Promised)
            trace?.Invoke($"{store.Name} promised {change.Metadata.Promised}");
        foreach (var row in change.Rows)
        {
            if (row.Learned)
                Choose(row.Position, row.Action!, $"{store.Name} learned");
            trace?.Invoke($"{store.Name} {(row.Learned ? "learned" : row.Performed == row.Promised ? "accepted" : "promised")} {row.Position} under {row.Promised}");
            if (row.Learned || row.Action is null || row.Performed != row.Promised || !ensemble.Members.Contains(store.Name))
                continue;

            if (Stores.Any(other => other.Metadata.Known.Outdate(store.Name, before)))
                continue;

            var key = (row.Position, row.Performed, ensemble.Version);
            if (!_accepted.TryGetValue(key, out var acceptors))
                _accepted[key] = acceptors = [];
            acceptors.Add(store.Name);
            if (acceptors.Count >= ensemble.Quorum)
                Choose(row.Position, row.Action, $"{string.Join(", ", acceptors)} accepted under {row.Performed}");
        }
    }

    public void Violate(string what) => Violation ??= what;

    private void Choose(long position, LogAction action, string how)
    {
        if (!_chosen.TryGetValue(position, out var chosen))
            _chosen[position] = action;
        else if (!chosen.Equals(action))
            Violate($"Position {position} was chosen twice with different actions: {how}.");
    }
}
