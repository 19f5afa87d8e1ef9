using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>What the kernel counts for a process. Times are in clock ticks.</summary>
/// <param name="Pid">Its ID.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Session">Its session's.</param>
/// <param name="UserTicks">Of its own.</param>
/// <param name="SystemTicks">Of its own.</param>
/// <param name="ReapedUserTicks">Of descendants that were waited for.</param>
/// <param name="ReapedSystemTicks">Of descendants that were waited for.</param>
/// <param name="StartTime">Since the boot.</param>
/// <param name="ResidentPages">Pages in memory.</param>
internal sealed record ProcessStat(
    int Pid, int Parent, int Session, long UserTicks, long SystemTicks, long ReapedUserTicks, long ReapedSystemTicks, long StartTime, long ResidentPages)
{
    /// <summary>The second word of /proc/PID/stat is a name in parentheses that may hold anything, so words are counted from behind it.</summary>
    public static ProcessStat? Parse(int pid, string text)
    {
        var end = text.LastIndexOf(')');
        if (end < 0) return null;
        var words = text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 22
            ? null
            : new ProcessStat(pid, (int)Number(1), (int)Number(3), Number(11), Number(12), Number(13), Number(14), Number(19), Number(21));

        long Number(int index) => long.TryParse(words[index], CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}

/// <summary>Reads /proc.</summary>
internal static class ProcessStatStore
{
    /// <summary>Null if there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            return ProcessStat.Parse(pid, File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }

    /// <summary>All processes of this machine.</summary>
    public static List<ProcessStat> All()
    {
        var found = new List<ProcessStat>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid) && Read(pid) is { } stat) found.Add(stat);
        return found;
    }
}
