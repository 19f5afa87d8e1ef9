using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

internal static unsafe partial class Native
{
    public const short SpawnResetsIds = 0x01, SpawnSetsSignalDefaults = 0x04, SpawnSetsSignalMask = 0x08, SpawnSetsSession = 0x80;

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
