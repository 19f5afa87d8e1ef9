using System.Collections;
using System.Runtime.InteropServices;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// Starts programs that outlive this process or are waited for by it with <c>waitpid</c>: a session of their own, default signals, the three descriptors that they are
/// given and no others. Not with .NET's own class, which would take their exit status first and hand our pipes down.
/// </summary>
internal static unsafe class ChildProgram
{
    /// <summary>The process ID.</summary>
    /// <param name="words">The program, sought in PATH, and its arguments.</param>
    /// <param name="stdin">Becomes descriptor 0.</param>
    /// <param name="stdout">Becomes descriptor 1.</param>
    /// <param name="stderr">Becomes descriptor 2.</param>
    /// <exception cref="ContainerizerException">It cannot be started.</exception>
    public static int Start(IReadOnlyList<string> words, int stdin, int stdout, int stderr)
    {
        Native.KeepDescriptorsFromCommand(3);
        var argv = Strings(words);
        var environment = Strings(OwnEnvironment());
        var actions = stackalloc byte[Native.StructSize];
        var attributes = stackalloc byte[Native.StructSize];
        Native.posix_spawn_file_actions_init(actions);
        Native.posix_spawn_file_actions_adddup2(actions, stdin, 0);
        Native.posix_spawn_file_actions_adddup2(actions, stdout, 1);
        Native.posix_spawn_file_actions_adddup2(actions, stderr, 2);
        Native.InitSessionAttributes(attributes);
        var pid = 0;
        var errno = Native.posix_spawnp(&pid, argv[0], actions, attributes, argv, environment);
        Free(argv);
        Free(environment);
        return errno == 0 ? pid : throw new ContainerizerException($"{words[0]} cannot be started: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    /// <summary>Waits for a child, and gives its status as <c>waitpid</c> has it.</summary>
    public static int Await(int pid)
    {
        int status;
        while (Native.waitpid(pid, &status, 0) < 0)
        {
            if (Native.Errno != Native.Interrupted) throw new ContainerizerException($"process {pid} is no child: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return status;
    }

    /// <summary>Waits for a child, and leaves its status to be asked for.</summary>
    public static void AwaitEnd(int pid)
    {
        var process = Native.PidfdOpen(pid);
        if (process < 0) return;
        var end = new Native.PollFd { Fd = process, Events = Native.PollIn };
        while (Native.poll(&end, 1, Timeout.Infinite) < 0 && Native.Errno == Native.Interrupted)
        {
        }

        Native.close(process);
    }

    /// <summary>The two ends of a pipe, to read and to write.</summary>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        return Native.pipe2(ends, Native.CloseOnExec) == 0
            ? (ends[0], ends[1])
            : throw new ContainerizerException($"no pipe could be made: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>A file for a child to read, or to append to.</summary>
    /// <exception cref="ContainerizerException">It cannot be opened.</exception>
    public static int Open(string path, bool toAppend)
    {
        var fd = Native.Open(path, toAppend ? Native.WriteOnly | Native.Create | Native.Append : 0);
        return fd >= 0 ? fd : throw new ContainerizerException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static List<string> OwnEnvironment()
    {
        var list = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) list.Add($"{variable.Key}={variable.Value}");
        return list;
    }

    private static byte** Strings(IReadOnlyList<string> words)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)words.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < words.Count; i++) list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(words[i]);
        return list;
    }

    private static void Free(byte** strings)
    {
        for (var at = strings; *at is not null; at++) Marshal.FreeCoTaskMem((nint)(*at));
        NativeMemory.Free(strings);
    }
}
