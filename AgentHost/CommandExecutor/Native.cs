using System.Runtime.InteropServices;

namespace MesosOrleans.CommandExecutor;

/// <summary>The system calls that start a command, wait for it and end what it has started.</summary>
internal static unsafe partial class Native
{
    public const int SigKill = 9, SigTerm = 15;
    public const int Interrupted = 4;
    public const short SpawnSetsSignalDefaults = 0x04, SpawnSetsSignalMask = 0x08, SpawnSetsSession = 0x80;

    /// <summary>Larger than sigset_t, posix_spawnattr_t of any C library.</summary>
    public const int StructSize = 512;

    private const int SetChildSubreaper = 36;

    /// <summary>Orphans of the command become children of this process, so that none of them is out of its reach.</summary>
    public static void AdoptOrphans() => _ = prctl(SetChildSubreaper, 1, 0, 0, 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    public static partial int posix_spawnp(int* pid, byte* file, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_init(byte* attributes);

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
}
