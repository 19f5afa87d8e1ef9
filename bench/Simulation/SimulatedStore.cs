using System.Collections.Immutable;
using MesosOrleans.Log;

namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// A replica's database: each commit is one atomic step; a crash loses what was not durable, or some of it; it can be wiped, and replaced by
/// a copy from an earlier time.
/// </summary>
internal sealed class SimulatedStore(string name, SimulatedWorld world, LogOracle oracle)
{
    private const int FewChanges = 4;

    private readonly List<Image> _durable = [Image.New(world.Draw())];
    private readonly List<Image> _sinceDurable = [];

    public string Name => name;

    public bool Up { get; private set; } = true;

    /// <summary>Grows when its server ends, with which every connection to it breaks: what is on its way there never arrives.</summary>
    public int Generation { get; private set; }

    /// <summary>Until then it answers nothing, and then what it was asked meanwhile.</summary>
    public TimeSpan PausedUntil { get; set; }

    public ReplicaMetadata Metadata => Current.Metadata;

    private Image Current => _sinceDurable.Count > 0 ? _sinceDurable[^1] : _durable[^1];

    public ReplicaState Load(long first, int count) => new(
        Metadata, first, count == 0 ? [] : [.. Enumerable.Range(0, count).Select(i => Current.Rows.GetValueOrDefault(first + i))]);

    public CommitResult Commit(ReplicaState decidedUpon, ReplicaChange change)
    {
        var actual = Load(decidedUpon.First, decidedUpon.Rows.Length);
        if (!change.Holds(decidedUpon, actual))
            return new CommitResult(false, actual);

        var before = Metadata;
        var after = change.Over(decidedUpon, actual);
        var rows = (change.Clears ? Image.NoRows : Current.Rows).SetItems(change.Rows.Select(row => KeyValuePair.Create(row.Position, row)));
        if (after.Metadata.Begin > Metadata.Begin)
            rows = rows.RemoveRange(rows.Keys.Where(position => position < after.Metadata.Begin));
        (change.Durable ? _durable : _sinceDurable).Add(new Image(after.Metadata, rows));
        if (change.Durable)
            _sinceDurable.Clear();
        oracle.Committed(this, before, change);
        return new CommitResult(true, after);
    }

    public IReadOnlyList<PositionRow> Read(long from, long to) => [.. Current.Rows.Values.Where(row => row.Position >= from && row.Position <= to)];

    public IReadOnlyList<long> Missing(long from, long to, int limit)
    {
        var missing = new List<long>();
        for (var position = from; position <= to && missing.Count < limit; position++)
        {
            if (Current.Rows.GetValueOrDefault(position) is not { Learned: true })
                missing.Add(position);
        }

        return missing;
    }

    public void Crash()
    {
        Up = false;
        Generation++;
        var kept = world.Random.Next(_sinceDurable.Count + 1);
        _sinceDurable.RemoveRange(kept, _sinceDurable.Count - kept);
    }

    public void ComeBack() => Up = true;

    public void Wipe()
    {
        Generation++;
        _sinceDurable.Clear();
        _durable.Clear();
        _durable.Add(Image.New(world.Draw()));
    }

    /// <summary>
    /// Puts back a copy from an earlier time, of which enough others know that it is old, and not only by a few changes: it makes one
    /// with each request of a coordinator that does not know. False: there is none.
    /// </summary>
    public bool Restore(IReadOnlyList<SimulatedStore> others, int enough)
    {
        var old = _durable.Where(image => image.Metadata.Status == ReplicaStatus.Voting
            && others.Count(other => other._durable[^1].Metadata.Known.Outdate(name, image.Metadata.Incarnation, image.Metadata.Changes + FewChanges)) >= enough).ToList();
        if (old.Count == 0)
            return false;

        Generation++;
        var copy = old[world.Random.Next(old.Count)];
        _sinceDurable.Clear();
        _durable.RemoveRange(_durable.IndexOf(copy) + 1, _durable.Count - _durable.IndexOf(copy) - 1);
        return true;
    }

    /// <summary>As the program does that finds itself on another server than before: a copy of any age that knows of it.</summary>
    public void Distrust()
    {
        Generation++;
        _durable.Add(Current with { Metadata = Metadata with { Status = ReplicaStatus.Recovering, Changes = Metadata.Changes + 1 } });
        _sinceDurable.Clear();
    }

    private sealed record Image(ReplicaMetadata Metadata, ImmutableSortedDictionary<long, PositionRow> Rows)
    {
        public static readonly ImmutableSortedDictionary<long, PositionRow> NoRows = ImmutableSortedDictionary<long, PositionRow>.Empty;

        public static Image New(Guid incarnation) => new(ReplicaMetadata.New(incarnation), NoRows);
    }
}
