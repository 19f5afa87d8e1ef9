using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Reads what launchers leave in their run directories.</summary>
internal static class LauncherStatusStore
{
    /// <summary>Null if the command has not ended, or nobody knows how.</summary>
    public static LauncherReport? Read(string statusFile) => Line(statusFile) is { } line ? LauncherReport.Parse(line) : null;

    /// <summary>The process ID of a file, if that process still lives: no other one has its ID and its start time. Else 0.</summary>
    public static int LivingProcess(string pidFile)
    {
        var words = Line(pidFile)?.Split(' ');
        return words?.Length == 2
            && int.TryParse(words[0], CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(words[1], CultureInfo.InvariantCulture, out var start)
            && ProcessStatStore.Read(pid)?.StartTime == start
            ? pid
            : 0;
    }

    private static string? Line(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text.EndsWith('\n') ? text[..^1] : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
