namespace MesosOrleans.Pages;

/// <summary>How often a cluster is read for those who look: about once a second, and a large one so seldom that reading takes a bounded share of the time, however many look.</summary>
public static class ReadingPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait after a reading that took so long: the reading is at most a fifth of the whole.</summary>
    public static TimeSpan PauseAfter(TimeSpan reading)
    {
        var pause = reading * 4;
        return pause < Shortest ? Shortest - reading : pause < Longest ? pause : Longest;
    }
}
