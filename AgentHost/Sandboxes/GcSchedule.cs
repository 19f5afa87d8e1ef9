namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>
/// Which directories are deleted when (rule 13.14; Mesos 0.19 <c>src/slave/gc.cpp</c>, <c>slave.cpp:2850</c>): each at the time that it was modified
/// plus <c>--gc_delay</c>, and at each look at the disk all that are older than what the disk allows. Not safe for several threads.
/// </summary>
internal sealed class GcSchedule(TimeSpan delay, decimal headroom)
{
    // The same paths in both, and the times of the first are those of the second.
    private readonly Dictionary<string, DateTimeOffset> _modified = [];
    private readonly SortedSet<(DateTimeOffset Modified, string Path)> _oldestFirst = [];

    public int Count => _modified.Count;

    /// <summary>When the oldest is to be deleted however empty the disk is; null if nothing is scheduled.</summary>
    public DateTimeOffset? NextDue => _oldestFirst.Count == 0 ? null : After(_oldestFirst.Min.Modified, delay);

    /// <summary>How old may become what nobody uses: <c>delay * max(0, 1 - headroom - used)</c>.</summary>
    /// <param name="used">The part of the disk that is used, 0 to 1.</param>
    public TimeSpan AllowedAge(decimal used) => delay * (double)Math.Max(0, 1 - headroom - used);

    /// <summary>A path that is scheduled already gets the new time.</summary>
    public void Schedule(string path, DateTimeOffset modified)
    {
        Unschedule(path);
        _modified.Add(path, modified);
        _oldestFirst.Add((modified, path));
    }

    /// <summary>False if it was not scheduled.</summary>
    public bool Unschedule(string path) => _modified.Remove(path, out var modified) && _oldestFirst.Remove((modified, path));

    /// <summary>Takes out what is older than its delay, oldest first.</summary>
    public IReadOnlyList<string> TakeDue(DateTimeOffset now) => TakeOlderThan(delay, now);

    /// <summary>Takes out what is at least so old, oldest first.</summary>
    public IReadOnlyList<string> TakeOlderThan(TimeSpan age, DateTimeOffset now)
    {
        var taken = new List<string>();
        while (_oldestFirst.Count > 0 && After(_oldestFirst.Min.Modified, age) <= now)
        {
            var (_, path) = _oldestFirst.Min;
            Unschedule(path);
            taken.Add(path);
        }

        return taken;
    }

    // A delay may be as long as a TimeSpan can be.
    private static DateTimeOffset After(DateTimeOffset time, TimeSpan span) =>
        span >= DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + span;
}
