using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

/// <summary>The system calls of the launcher. The numbers are those of Linux on every architecture that .NET runs on.</summary>
internal static unsafe partial class Native
{
    public const int Interrupted = 4, WouldBlock = 11;
    public const int SigKill = 9, SigTerm = 15, SigChld = 17;
    public const int WriteOnly = 1, Create = 0x40, Truncate = 0x200, Append = 0x400, CloseOnExec = 0x80000, NonBlocking = 0x800;
    public const int DoNotWait = 0x40, NoSignal = 0x4000;
    public const int NoHang = 1;
    public const int NewMountNamespace = 0x20000, NewPidNamespace = 0x20000000;
    public const nuint Bind = 0x1000, Recursive = 0x4000, Slave = 0x80000, NoSetId = 2, NoDevices = 4, NoExecute = 8;
    public const short PollIn = 1;

    private const int SetChildSubreaper = 36, SetBlockedSignals = 2;
    private const int PidfdOpenNumber = 434, CloseRangeNumber = 436, CloseRangeSetsCloseOnExec = 4;
    private const int LowestMode = 0x1A4;

    /// <summary>Larger than sigset_t, posix_spawnattr_t and posix_spawn_file_actions_t of any C library (128, 336 and 80 bytes in glibc).</summary>
    public const int StructSize = 512;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Revents;
    }

    /// <summary>For what a command's user could have put there: a link is refused.</summary>
    public static int NoFollow =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le ? 0x8000 : 0x20000;

    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>Orphans of the tree become children of this process, so that none of them can leave it.</summary>
    public static bool AdoptOrphans() => prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    public static int PidfdOpen(int pid) => (int)syscall(PidfdOpenNumber, pid, 0, 0);

    /// <summary>Whatever the agent let through is not for the command either. Best effort: kernels before 5.11 do not know the flag.</summary>
    public static void KeepDescriptorsFromCommand(int first) => syscall(CloseRangeNumber, first, int.MaxValue, CloseRangeSetsCloseOnExec);

    /// <summary>A descriptor that is readable when one of the signals is pending; they stay blocked.</summary>
    public static int SignalFd(params ReadOnlySpan<int> signals)
    {
        var set = stackalloc byte[StructSize];
        sigemptyset(set);
        foreach (var signal in signals) sigaddset(set, signal);
        sigprocmask(SetBlockedSignals, set, null);
        return signalfd(-1, set, CloseOnExec | NonBlocking);
    }

    public static int Open(string path, int flags)
    {
        var bytes = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            return open((byte*)bytes, flags | CloseOnExec, LowestMode);
        }
        finally
        {
            Marshal.FreeCoTaskMem(bytes);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial void sigprocmask(int how, byte* set, byte* old);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int signalfd(int fd, byte* set, int flags);

    [LibraryImport("libc")]
    public static partial void sigemptyset(byte* set);

    [LibraryImport("libc")]
    public static partial void sigfillset(byte* set);

    [LibraryImport("libc")]
    public static partial void sigaddset(byte* set, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recv(int fd, byte* buffer, nint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint send(int fd, byte* buffer, nint count, int flags);

    /// <summary>Milliseconds of user and system time of all descendants that were waited for.</summary>
    public static (long User, long System) TimesOfChildren()
    {
        const int ofChildren = -1, words = 18;
        var usage = stackalloc long[words];
        _ = getrusage(ofChildren, usage);
        return (usage[0] * 1000 + usage[1] / 1000, usage[2] * 1000 + usage[3] / 1000);
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int fd);

    [LibraryImport("libc")]
    public static partial void close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int rename(byte* from, byte* to);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc")]
    private static partial int getrusage(int who, long* usage);

    [LibraryImport("libc")]
    public static partial int getpid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint opendir(byte* path);

    [LibraryImport("libc")]
    public static partial byte* readdir(nint directory);

    [LibraryImport("libc")]
    public static partial void closedir(nint directory);
}
