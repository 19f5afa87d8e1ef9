using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The system calls that start a launcher, wait for it and clean up after it.</summary>
internal static unsafe partial class LauncherNative
{
    public const int SigKill = 9, SigTerm = 15, SigChld = 17;
    public const int Interrupted = 4;
    public const int ReadWrite = 2;
    public const short SpawnSetsSignalDefaults = 0x04, SpawnSetsSignalMask = 0x08, SpawnSetsSession = 0x80;

    /// <summary>Larger than sigset_t, posix_spawnattr_t and posix_spawn_file_actions_t of any C library (128, 336 and 80 bytes in glibc).</summary>
    public const int StructSize = 512;

    private const int PathOnly = 0x200000, CloseOnExec = 0x80000;
    private const int UnixFamily = 1, StreamCloseOnExec = 1 | 0x80000;

    /// <summary>Two ends of a stream that no process started by the agent inherits.</summary>
    public static (int Ours, int Theirs) SocketPair()
    {
        var ends = stackalloc int[2];
        return socketpair(UnixFamily, StreamCloseOnExec, 0, ends) == 0
            ? (ends[0], ends[1])
            : throw new LaunchFailedException("cannot create the control channel of a launcher", Marshal.GetLastPInvokeError());
    }

    /// <summary>A descriptor that can only be gone by, or -1.</summary>
    public static int OpenDirectory(string path) => Open(path, PathOnly | CloseOnExec);

    /// <summary>The raw status of a child that has ended or is just ending; null if somebody else has taken it.</summary>
    public static int? WaitFor(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted) return null;
        return status;
    }

    /// <summary>For posix_spawn: a session of its own, these signals blocked, and none ignored.</summary>
    /// <param name="attributes">Room of <see cref="StructSize"/> bytes.</param>
    /// <param name="blocked">Signals.</param>
    public static void InitSessionAttributes(byte* attributes, params ReadOnlySpan<int> blocked)
    {
        var set = stackalloc byte[StructSize];
        posix_spawnattr_init(attributes);
        posix_spawnattr_setflags(attributes, SpawnSetsSession | SpawnSetsSignalDefaults | SpawnSetsSignalMask);
        sigemptyset(set);
        foreach (var signal in blocked)
            sigaddset(set, signal);
        posix_spawnattr_setsigmask(attributes, set);
        sigfillset(set);
        posix_spawnattr_setsigdefault(attributes, set);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    public static partial int getsid(int pid);

    [LibraryImport("libc")]
    public static partial void close(int fd);

    [LibraryImport("libc")]
    public static partial int posix_spawn(int* pid, byte* file, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_adddup2(byte* actions, int fd, int target);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_addopen(byte* actions, int fd, byte* path, int flags, int mode);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    public static partial void sigemptyset(byte* set);

    [LibraryImport("libc")]
    public static partial void sigfillset(byte* set);

    [LibraryImport("libc")]
    public static partial void sigaddset(byte* set, int signal);
}
