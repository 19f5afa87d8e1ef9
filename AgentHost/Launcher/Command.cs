using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

/// <summary>
/// Starts the command: own session, no input, output appended to its files, default signals, the launcher's environment and directory.
/// </summary>
internal static unsafe class Command
{
    /// <summary>The process ID, or 0 with the error number and what could not be done.</summary>
    public static int Start(LauncherArguments arguments, out int errno, out string failure)
    {
        failure = "";
        var stdin = OpenFor("/dev/null", 0, ref failure);
        var stdout = OpenFor(arguments.Stdout, Native.WriteOnly | Native.Create | Native.Append, ref failure);
        var stderr = OpenFor(arguments.Stderr, Native.WriteOnly | Native.Create | Native.Append, ref failure);
        if (failure.Length > 0)
        {
            errno = Native.Errno;
            return 0;
        }

        var actions = stackalloc byte[Native.StructSize];
        Native.posix_spawn_file_actions_init(actions);
        Native.posix_spawn_file_actions_adddup2(actions, stdin, 0);
        Native.posix_spawn_file_actions_adddup2(actions, stdout, 1);
        Native.posix_spawn_file_actions_adddup2(actions, stderr, 2);

        var attributes = stackalloc byte[Native.StructSize];
        SetAttributes(attributes);
        int pid;
        var argv = Strings(arguments.Command);
        errno = Native.posix_spawnp(&pid, argv[0], actions, attributes, argv, OwnEnvironment());
        if (errno != 0) failure = "cannot start " + arguments.Command[0];
        Native.close(stdin);
        Native.close(stdout);
        Native.close(stderr);
        return errno == 0 ? pid : 0;
    }

    private static int OpenFor(string path, int flags, ref string failure)
    {
        if (failure.Length > 0) return -1;
        var fd = Native.Open(path, flags);
        if (fd < 0) failure = "cannot open " + path;
        return fd;
    }

    private static void SetAttributes(byte* attributes)
    {
        var set = stackalloc byte[Native.StructSize];
        Native.posix_spawnattr_init(attributes);
        Native.posix_spawnattr_setflags(attributes, Native.SpawnSetsSession | Native.SpawnSetsSignalDefaults | Native.SpawnSetsSignalMask);
        Native.sigemptyset(set);
        Native.posix_spawnattr_setsigmask(attributes, set);
        Native.sigfillset(set);
        Native.posix_spawnattr_setsigdefault(attributes, set);
    }

    private static byte** Strings(string[] strings)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Length; i++) pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        return pointers;
    }

    /// <summary>The environment byte for byte as the agent gave it, whatever a runtime has made of it since.</summary>
    private static byte** OwnEnvironment()
    {
        nuint capacity = 4096, length = 0;
        var block = (byte*)NativeMemory.Alloc(capacity);
        var fd = Native.Open("/proc/self/environ", 0);
        while (true)
        {
            if (length == capacity) block = (byte*)NativeMemory.Realloc(block, capacity *= 2);
            var count = Native.read(fd, block + length, (nint)(capacity - length));
            if (count <= 0) break;
            length += (nuint)count;
        }

        Native.close(fd);
        var bytes = new ReadOnlySpan<byte>(block, (int)length);
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)bytes.Count((byte)0) + 1, (nuint)sizeof(byte*));
        for (int start = 0, entry = 0; start < bytes.Length; entry++)
        {
            pointers[entry] = block + start;
            start += bytes[start..].IndexOf((byte)0) + 1;
        }

        return pointers;
    }
}
