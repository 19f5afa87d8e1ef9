using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>A replica that is lost with its process: --registry=in_memory, and tests.</summary>
public sealed class MemoryLogStore(string name, Guid incarnation) : IReplicaStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, PositionRow> _rows = [];
    private ReplicaMetadata _metadata = ReplicaMetadata.New(incarnation);

    public string Name => name;

    public Task<ReplicaState> Load(long first, int count, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult(Snapshot(first, count));
    }

    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var actual = Snapshot(decidedUpon.First, decidedUpon.Rows.Length);
            if (!change.Holds(decidedUpon, actual))
                return Task.FromResult(new CommitResult(false, actual));

            if (change.Clears)
                _rows.Clear();
            foreach (var row in change.Rows)
                _rows[row.Position] = row;
            var begin = _metadata.Begin;
            var after = change.Over(decidedUpon, actual);
            _metadata = after.Metadata;
            for (var position = begin; position < _metadata.Begin; position++)
                _rows.Remove(position);
            return Task.FromResult(new CommitResult(true, after));
        }
    }

    public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<PositionRow>>([.. _rows.Values.Where(row => row.Position >= from && row.Position <= to)]);
    }

    public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var missing = new List<long>();
            for (var position = from; position <= to && missing.Count < limit; position++)
            {
                if (_rows.GetValueOrDefault(position) is not { Learned: true })
                    missing.Add(position);
            }

            return Task.FromResult<IReadOnlyList<long>>(missing);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ReplicaState Snapshot(long first, int count)
    {
        var rows = ImmutableArray.CreateBuilder<PositionRow?>(count);
        for (var position = first; position < first + count; position++)
            rows.Add(_rows.GetValueOrDefault(position));
        return new ReplicaState(_metadata, first, rows.MoveToImmutable());
    }
}
