using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>What something in the file system is.</summary>
internal enum FileKind
{
    File,
    Directory,
    Link,

    /// <summary>A device, a pipe, a socket.</summary>
    Other,
}

/// <summary>What the system knows of a file (statx(2)).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="GroupId">Of which group.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">When it was changed, to the second.</param>
internal sealed record FileStatus(
    FileKind Kind, UnixFileMode Mode, uint Links, uint UserId, uint GroupId, long Size, DateTimeOffset Modified);

/// <summary>Asks the system what a file is; .NET cannot tell a pipe from a file.</summary>
internal static unsafe partial class FileStatusStore
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicFields = 0x7FF;
    private const int BufferBytes = 256;

    /// <summary>Of the path itself: a link is a link. Null if there is nothing that the agent can see.</summary>
    public static FileStatus? Of(string path) => Read(CurrentDirectory, path, NoFollow);

    /// <summary>Of what the path leads to, through links.</summary>
    public static FileStatus? Behind(string path) => Read(CurrentDirectory, path, 0);

    /// <summary>Of an open file.</summary>
    public static FileStatus? Of(SafeFileHandle handle) => Read((int)handle.DangerousGetHandle(), "", EmptyPath);

    private static FileStatus? Read(int directory, string path, int flags)
    {
        var buffer = stackalloc byte[BufferBytes];
        if (Statx(directory, path, flags, BasicFields, buffer) != 0)
        {
            return null;
        }

        var fields = new ReadOnlySpan<byte>(buffer, BufferBytes);
        var mode = MemoryMarshal.Read<ushort>(fields[28..]);
        return new FileStatus(
            KindOf(mode), (UnixFileMode)(mode & 0xFFF), MemoryMarshal.Read<uint>(fields[16..]), MemoryMarshal.Read<uint>(fields[20..]),
            MemoryMarshal.Read<uint>(fields[24..]), MemoryMarshal.Read<long>(fields[40..]),
            DateTimeOffset.FromUnixTimeSeconds(MemoryMarshal.Read<long>(fields[112..])));
    }

    private static FileKind KindOf(int mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Link,
        _ => FileKind.Other,
    };

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);
}
