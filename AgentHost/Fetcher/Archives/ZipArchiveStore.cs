using System.IO.Compression;
using System.Text;

namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>Unpacks zip.</summary>
internal static class ZipArchiveStore
{
    // The upper half of a zip entry's external attributes is st_mode where the archive was made on Unix.
    private const int UnixShift = 16;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xA000;
    private const int LinkTargetMax = 4096;
    private const int PermissionMask = 0x1FF;
    private const UnixFileMode FileDefault = (UnixFileMode)0x1A4; // rw-r--r--
    private const UnixFileMode DirectoryDefault = (UnixFileMode)0x1ED; // rwxr-xr-x

    /// <exception cref="FetchException">It holds what is refused.</exception>
    public static void Extract(Stream archive, SandboxTreeStore target, FetchBudget budget, CancellationToken cancel)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            cancel.ThrowIfCancellationRequested();
            Add(entry, target, budget, cancel);
        }
    }

    private static void Add(ZipArchiveEntry entry, SandboxTreeStore target, FetchBudget budget, CancellationToken cancel)
    {
        if (entry.IsEncrypted)
        {
            throw new FetchException($"'{entry.FullName}' in it is encrypted");
        }

        var path = ArchivePath.Parse(entry.FullName);
        var attributes = entry.ExternalAttributes >>> UnixShift;
        var mode = (UnixFileMode)(attributes & PermissionMask);
        if (entry.FullName.EndsWith('/'))
        {
            target.AddDirectory(path, mode == 0 ? DirectoryDefault : mode);
            return;
        }

        using var content = new UnpackedStream(entry.Open(), budget, cancel);
        switch (attributes & TypeMask)
        {
            case LinkType:
                target.AddLink(path, LinkTarget(content));
                break;
            case 0 or RegularType:
                target.AddFile(path, mode == 0 ? FileDefault : mode, entry.LastWriteTime, content);
                break;
            case DirectoryType:
                target.AddDirectory(path, mode);
                break;
            default:
                throw new FetchException($"'{entry.FullName}' in it is neither file, directory nor link");
        }
    }

    private static string LinkTarget(UnpackedStream content)
    {
        var bytes = new byte[LinkTargetMax];
        return Encoding.UTF8.GetString(bytes, 0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
