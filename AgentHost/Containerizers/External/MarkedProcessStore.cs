using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>Finds and ends the processes of calls by their <see cref="CallMark"/>.</summary>
internal static class MarkedProcessStore
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    // A process that a kill does not end in this time hangs in the kernel.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Lock Gate = new();
    private static Task<List<(int Pid, string Mark)>> _look = Task.FromResult(new List<(int, string)>());
    private static Task<List<(int Pid, string Mark)>>? _nextLook;

    /// <summary>Those that live and whose mark is as wanted.</summary>
    public static List<int> Find(Func<string, bool> isWanted) => Wanted(All(), isWanted);

    /// <summary>Containers of an agent's work directory that calls were made about by whatever agent, as far as something of them lives.</summary>
    public static HashSet<string> ContainersOf(string workDirectory)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, environ) in Environments())
        {
            if (CallMark.In(environ) is { } mark && CallMark.ValueIn(environ, "MESOS_WORK_DIRECTORY="u8) == workDirectory) found.Add(CallMark.ContainerOf(mark));
        }
        return found;
    }

    /// <summary>Lets them come to their own end for a while, then kills what is left; ends when none is.</summary>
    /// <param name="isWanted">Of which mark.</param>
    /// <param name="grace">The while.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Those that even a kill did not end.</returns>
    public static async Task<IReadOnlyList<int>> End(Func<string, bool> isWanted, TimeSpan grace, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var left = Wanted(await Look(), isWanted);
            var passed = time.GetElapsedTime(began);
            if (left.Count == 0 || passed > grace + Patience) return left;
            if (passed >= grace)
            {
                foreach (var pid in left) _ = LauncherNative.kill(pid, LauncherNative.SigKill);
            }
            await Task.Delay(BetweenLooks, time);
        }
    }

    /// <summary>
    /// A look at all processes that has not begun when it is asked for. Who asks while one is under way shares the next with all who do, so that a hundred containers that end together cost what one does.
    /// </summary>
    private static Task<List<(int Pid, string Mark)>> Look()
    {
        lock (Gate)
        {
            return _nextLook ??= Begin(_look);
        }

        static async Task<List<(int Pid, string Mark)>> Begin(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            lock (Gate)
            {
                (_look, _nextLook) = (_nextLook!, null);
            }
            return All();
        }
    }

    private static List<(int Pid, string Mark)> All()
    {
        var all = new List<(int Pid, string Mark)>();
        foreach (var (pid, environ) in Environments())
        {
            if (CallMark.In(environ) is { } mark) all.Add((pid, mark));
        }
        return all;
    }

    private static List<int> Wanted(List<(int Pid, string Mark)> all, Func<string, bool> isWanted)
    {
        var found = new List<int>();
        foreach (var (pid, mark) in all)
        {
            if (isWanted(mark)) found.Add(pid);
        }
        return found;
    }

    private static IEnumerable<(int Pid, byte[] Environ)> Environments()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid) && EnvironmentOf(pid) is { } environ) yield return (pid, environ);
        }
    }

    /// <summary>Null of a process that has ended, and of one that is not ours to look at.</summary>
    private static byte[]? EnvironmentOf(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
