using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>One line of a launcher, from its control channel or its status file.</summary>
internal abstract record LauncherReport
{
    private LauncherReport()
    {
    }

    internal sealed record Started(int Pid) : LauncherReport;

    internal sealed record Failed(int Errno, string Message) : LauncherReport;

    internal sealed record Exited(int RawStatus) : LauncherReport;

    public static LauncherReport? Parse(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length < 2 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var number)) return null;
        return words[0] switch
        {
            "started" => new Started(number),
            "failed" => new Failed(number, words.Length > 2 ? words[2] : ""),
            "exited" => new Exited(number),
            _ => null,
        };
    }
}
