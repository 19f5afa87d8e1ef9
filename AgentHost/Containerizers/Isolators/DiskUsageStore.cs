using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>The disk that a directory takes: blocks, not lengths, each file once however many names it has.</summary>
internal static unsafe partial class DiskUsageStore
{
    private const int CurrentDirectory = -100, NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const uint BlockSize = 512;

    /// <summary>Bytes; links are not followed, and what vanishes or refuses while we look is passed over.</summary>
    public static ulong Of(string directory)
    {
        var sum = 0UL;
        var seen = new HashSet<(ulong Inode, ulong Device)>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", options))
            {
                if (Stat(CurrentDirectory, path, NoFollow, BasicStats, out var stat) == 0
                    && (stat.Links < 2 || seen.Add((stat.Inode, ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor))))
                {
                    sum += stat.Blocks * BlockSize;
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }

        return sum;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, out Statx stat);

    // struct statx, the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Statx
    {
        [FieldOffset(16)]
        public readonly uint Links;

        [FieldOffset(32)]
        public readonly ulong Inode;

        [FieldOffset(48)]
        public readonly ulong Blocks;

        [FieldOffset(136)]
        public readonly uint DeviceMajor;

        [FieldOffset(140)]
        public readonly uint DeviceMinor;
    }
}
