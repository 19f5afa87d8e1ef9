using System.Diagnostics;
using System.Globalization;

namespace MesosOrleans.Tests.Support.Postgres;

/// <summary>The processes of a server: the first one and its children, each of which is in a session of its own.</summary>
internal static class ServerProcesses
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Stops them all and answers their IDs. The first one stops first, so that it makes no more.</summary>
    public static List<int> Stop(int first)
    {
        Signal("STOP", [first]);
        var family = FamilyOf(first);
        Signal("STOP", family);
        return family;
    }

    public static List<int> FamilyOf(int first) =>
        [first, .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && StatOf(pid) is [_, var parent, ..] && parent == first.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A process that has ended and waits for its parent to notice is not alive.</summary>
    public static bool IsAlive(int pid) => StatOf(pid) is [var state, ..] && state is not ("Z" or "X");

    public static void Signal(string name, IEnumerable<int> pids)
    {
        using var kill = Process.Start(new ProcessStartInfo(
            "kill", [$"-{name}", .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))])
        { RedirectStandardError = true })!;
        if (!kill.WaitForExit(Limit))
            throw new TimeoutException($"kill -{name} did not end within {Limit}");
    }

    /// <summary>What <c>/proc/PID/stat</c> says behind the name, which may hold anything: state, parent and so on; null if there is no such process.</summary>
    private static string[]? StatOf(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
