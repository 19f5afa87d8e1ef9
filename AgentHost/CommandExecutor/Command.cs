using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Launcher;

namespace MesosOrleans.CommandExecutor;

/// <summary>The command of the task: a process in a session of its own, with this one's input, output and environment (rules 15.3, 15.4).</summary>
internal sealed class Command
{
    private readonly int _pid;
    private readonly TaskCompletionSource<TaskExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isKilled;

    private Command(int pid)
    {
        _pid = pid;
        new Thread(Reap) { IsBackground = true }.Start();
    }

    public Task<TaskExit> Ended => _ended.Task;

    /// <summary>Somebody wanted it to end.</summary>
    public bool IsKilled => Volatile.Read(ref _isKilled) != 0;

    /// <returns>Null if it cannot be started, for the reason.</returns>
    public static unsafe Command? Start(IReadOnlyList<string> argv, out string? reason)
    {
        Native.AdoptOrphans();
        using var arguments = new NativeStrings(argv);
        using var variables = new NativeStrings(
            [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}")]);
        var attributes = stackalloc byte[Native.StructSize];
        Native.InitSessionAttributes(attributes);
        int pid;
        var errno = Native.posix_spawnp(&pid, arguments.Pointers[0], null, attributes, arguments.Pointers, variables.Pointers);
        reason = errno == 0 ? null : $"cannot start {argv[0]}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
        return errno == 0 ? new Command(pid) : null;
    }

    /// <summary>SIGTERM to all that it has started, SIGKILL to what is left after the grace. Only the first call counts.</summary>
    public async Task Kill(TimeSpan grace)
    {
        if (Interlocked.Exchange(ref _isKilled, 1) != 0) return;
        Signal(Native.SigTerm);
        await Task.WhenAny(Ended, Task.Delay(grace));
        while (Signal(Native.SigKill)) await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    /// <returns>True if there was somebody to hear it.</returns>
    private static bool Signal(int signal)
    {
        var processes = new List<(int Pid, int Parent)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid) && ParentOf(pid) is { } parent) processes.Add((pid, parent));
        }

        var tree = new HashSet<int> { Environment.ProcessId };
        for (var before = 0; before != tree.Count;)
        {
            before = tree.Count;
            foreach (var (pid, parent) in processes)
            {
                if (tree.Contains(parent)) tree.Add(pid);
            }
        }

        tree.Remove(Environment.ProcessId);
        foreach (var pid in tree) _ = Native.kill(pid, signal);
        return tree.Count > 0;
    }

    /// <summary>Null if it has ended, or is only waiting for its parent to hear so.</summary>
    private static int? ParentOf(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return words[0] == "Z" ? null : int.Parse(words[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Also of orphans; the end of one that was not ours to start says nothing.</summary>
    private unsafe void Reap()
    {
        while (true)
        {
            int status;
            var pid = Native.waitpid(-1, &status, 0);
            if (pid == _pid) _ended.TrySetResult(TaskExit.OfRawStatus(status));
            if (pid < 0 && Marshal.GetLastPInvokeError() != Native.Interrupted) break;
        }

        _ended.TrySetResult(TaskExit.Lost("Command has ended, and nobody knows how"));
    }
}
