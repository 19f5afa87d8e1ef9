namespace MesosOrleans.Frameworks;

/// <summary>How the masters find out that a scheduler is gone (Mesos saw its connection close; rule 5.3).</summary>
public static class FrameworkPings
{
    /// <summary>Between two pings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>So many in a row without an answer, and the scheduler counts as gone.</summary>
    public const int MissesMax = 3;
}
