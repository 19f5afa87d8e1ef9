using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

/// <summary>
/// Starts the command: own session, no input, output appended to its files, default signals, the launcher's environment and directory.
/// </summary>
internal static unsafe class Command
{
    /// <summary>Starts the command, or what prepares its namespaces from within and then starts it.</summary>
    /// <returns>The process ID, or 0 with the error number and what could not be done.</returns>
    public static int Start(LauncherArguments arguments, out int errno, out string failure)
    {
        failure = "";
        var stdin = OpenFor("/dev/null", 0, ref failure);
        var stdout = OpenFor(arguments.Stdout, Native.WriteOnly | Native.Create | Native.Append | Native.NoFollow, ref failure);
        var stderr = OpenFor(arguments.Stderr, Native.WriteOnly | Native.Create | Native.Append | Native.NoFollow, ref failure);
        if (failure.Length > 0)
        {
            errno = Native.Errno;
            return 0;
        }

        var pid = arguments.HasInside
            ? Inside.Start(stdin, stdout, stderr, arguments.PidNamespace, out errno, out failure)
            : Spawn(Strings(arguments.Command), OwnEnvironment(1), [stdin, stdout, stderr], arguments, out errno, out failure);
        Native.close(stdin);
        Native.close(stdout);
        Native.close(stderr);
        return pid;
    }

    /// <summary>The descriptors become 0, 1, 2, …; nothing else is inherited. With arguments it runs as their user.</summary>
    public static int Spawn(
        byte** argv, byte** environment, ReadOnlySpan<int> descriptors, LauncherArguments? user, out int errno, out string failure)
    {
        failure = user is null ? "" : Account.Take(user);
        errno = failure.Length > 0 ? Native.Errno : 0;
        var actions = stackalloc byte[Native.StructSize];
        Native.posix_spawn_file_actions_init(actions);
        for (var i = 0; i < descriptors.Length; i++) Native.posix_spawn_file_actions_adddup2(actions, descriptors[i], i);

        var attributes = stackalloc byte[Native.StructSize];
        Native.InitSessionAttributes(attributes, Native.SpawnResetsIds);
        UsePathOf(environment);
        var pid = 0;
        if (errno == 0)
        {
            errno = Native.posix_spawnp(&pid, argv[0], actions, attributes, argv, environment);
            if (errno != 0) failure = "cannot start " + Marshal.PtrToStringUTF8((nint)argv[0]);
        }

        if (user is not null) Account.GiveBack();
        return errno == 0 ? pid : 0;
    }

    private static int OpenFor(string path, int flags, ref string failure)
    {
        if (failure.Length > 0) return -1;
        var fd = Native.Open(path, flags);
        if (fd < 0) failure = "cannot open " + path;
        return fd;
    }

    /// <summary>Whom posix_spawnp looks for, it looks for in our own PATH; the command's counts.</summary>
    private static void UsePathOf(byte** environment)
    {
        for (; *environment is not null; environment++)
        {
            if (!new ReadOnlySpan<byte>(*environment, 5).SequenceEqual("PATH="u8)) continue;
            fixed (byte* name = "PATH\0"u8) _ = Native.setenv(name, *environment + 5, 1);
            return;
        }
    }

    public static byte** Strings(ReadOnlySpan<string> strings)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Length; i++) pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        return pointers;
    }

    /// <summary>
    /// The environment byte for byte as the agent gave it, whatever a runtime has made of it since. Each of the command's variables has an
    /// underscore before its name, so that none means anything to this process, which may have more rights than the command;
    /// <paramref name="skip"/> is 1 to take that away.
    /// </summary>
    public static byte** OwnEnvironment(int skip)
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
        for (int start = 0, entry = 0; start < bytes.Length;)
        {
            if (block[start] == '_') pointers[entry++] = block + start + skip;
            start += bytes[start..].IndexOf((byte)0) + 1;
        }

        return pointers;
    }
}
