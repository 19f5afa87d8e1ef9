using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

/// <summary>How a program is started in a session of its own.</summary>
internal static unsafe partial class Native
{
    public const short SpawnResetsIds = 0x01, SpawnSetsSignalDefaults = 0x04, SpawnSetsSignalMask = 0x08, SpawnSetsSession = 0x80;

    /// <summary>A session of its own, no signal blocked, and none ignored.</summary>
    /// <param name="attributes">Room of <see cref="StructSize"/> bytes.</param>
    /// <param name="more">Flags besides.</param>
    public static void InitSessionAttributes(byte* attributes, short more = 0)
    {
        var set = stackalloc byte[StructSize];
        posix_spawnattr_init(attributes);
        posix_spawnattr_setflags(attributes, (short)(SpawnSetsSession | SpawnSetsSignalDefaults | SpawnSetsSignalMask | more));
        sigemptyset(set);
        posix_spawnattr_setsigmask(attributes, set);
        sigfillset(set);
        posix_spawnattr_setsigdefault(attributes, set);
    }

    [LibraryImport("libc")]
    public static partial int posix_spawnp(int* pid, byte* file, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_adddup2(byte* actions, int fd, int target);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigdefault(byte* attributes, byte* set);
}
