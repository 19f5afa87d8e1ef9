using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>One line of a launcher, from its control channel or its status file.</summary>
internal abstract record LauncherReport
{
    private LauncherReport()
    {
    }

    /// <summary>A restarted agent would find it now, so the command may start.</summary>
    internal sealed record Ready(int LauncherPid) : LauncherReport;

    internal sealed record Started(int Pid) : LauncherReport;

    internal sealed record Failed(int Errno, string Message) : LauncherReport;

    /// <param name="RawStatus">As waitpid gives it.</param>
    /// <param name="Usage">Of the whole tree; null if the launcher does not say.</param>
    internal sealed record Exited(int RawStatus, CpuTime? Usage) : LauncherReport;

    public static LauncherReport? Parse(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length < 2 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var number)) return null;
        return words[0] switch
        {
            "ready" => new Ready(number),
            "started" => new Started(number),
            "failed" => new Failed(number, words.Length > 2 ? words[2] : ""),
            "exited" => new Exited(number, words.Length > 2 ? UsageOf(words[2]) : null),
            _ => null,
        };
    }

    private static CpuTime? UsageOf(string words)
    {
        var space = words.IndexOf(' ', StringComparison.Ordinal);
        return long.TryParse(words.AsSpan(0, Math.Max(0, space)), CultureInfo.InvariantCulture, out var user)
            && long.TryParse(words.AsSpan(space + 1), CultureInfo.InvariantCulture, out var system)
            ? new CpuTime(TimeSpan.FromMilliseconds(user), TimeSpan.FromMilliseconds(system))
            : null;
    }
}

/// <summary>Time of processors.</summary>
internal sealed record CpuTime(TimeSpan User, TimeSpan System);
