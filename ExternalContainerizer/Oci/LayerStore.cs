using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>
/// Applies layers of an image to a root filesystem, one over the other (OCI image specification, "layer"). A layer is gone through twice: what it removes is removed first, whatever
/// the order in it, then what it has is put there. Owners, modes and times are kept; extended attributes, such as capabilities of files, are not.
/// </summary>
internal sealed partial class LayerStore(string root)
{
    private const string Whiteout = ".wh.", Opaque = ".wh..wh..opq";

    /// <param name="open">Opens the layer at its beginning.</param>
    /// <param name="mediaType">Whose end tells the compression.</param>
    /// <exception cref="ContainerizerException">It is no such layer.</exception>
    public void Apply(Func<Stream> open, string mediaType)
    {
        try
        {
            Each(open, mediaType, Remove);
            Each(open, mediaType, Add);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ContainerizerException($"a layer of the image cannot be unpacked: {e.Message}", e);
        }
    }

    private static void Each(Func<Stream> open, string mediaType, Action<TarEntry> act)
    {
        using var file = open();
        using var content = mediaType.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress)
            : mediaType.EndsWith("tar", StringComparison.Ordinal) ? file
            : throw new ContainerizerException($"layers of the type '{mediaType}' are unknown; known are tar and tar+gzip");
        using var archive = new TarReader(content);
        while (archive.GetNextEntry() is { } entry) act(entry);
    }

    private void Remove(TarEntry entry)
    {
        var name = entry.Name.TrimEnd('/');
        var last = name[(name.LastIndexOf('/') + 1)..];
        if (!last.StartsWith(Whiteout, StringComparison.Ordinal)) return;
        var parent = name[..(name.Length - last.Length)];
        if (last == Opaque)
        {
            var directory = Place(parent + ".") ?? root;
            if (IsDirectory(directory))
            {
                foreach (var child in Directory.GetFileSystemEntries(directory)) Delete(child);
            }
        }
        else if (Place(parent + last[Whiteout.Length..]) is { } removed)
        {
            Delete(removed);
        }
    }

    private void Add(TarEntry entry)
    {
        var name = entry.Name.TrimEnd('/');
        if (name[(name.LastIndexOf('/') + 1)..].StartsWith(Whiteout, StringComparison.Ordinal) || entry.EntryType is TarEntryType.GlobalExtendedAttributes) return;
        var place = Place(name);
        if (place is null)
        {
            SetAttributes(root, entry);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (!(entry.EntryType == TarEntryType.Directory && IsDirectory(place))) Delete(place);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(place);
                break;
            case TarEntryType.SymbolicLink:
                File.CreateSymbolicLink(place, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                Check(link(Place(entry.LinkName) ?? root, place), place);
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                using (var file = new FileStream(place, FileMode.CreateNew, FileAccess.Write)) entry.DataStream?.CopyTo(file);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo:
                entry.ExtractToFile(place, overwrite: false);
                break;
            default:
                throw new ContainerizerException($"'{entry.Name}' in the image is of a kind that is unknown: {entry.EntryType}");
        }

        SetAttributes(place, entry);
    }

    private string? Place(string name) => RootPath.Of(root, name, path => new FileInfo(path).LinkTarget);

    private static void SetAttributes(string place, TarEntry entry)
    {
        Check(lchown(place, (uint)entry.Uid, (uint)entry.Gid), place);
        if (entry.EntryType == TarEntryType.SymbolicLink) return;
        // After the owner, whose change clears the bits of setuid.
        File.SetUnixFileMode(place, entry.Mode);
        if (entry.EntryType == TarEntryType.Directory) Directory.SetLastWriteTimeUtc(place, entry.ModificationTime.UtcDateTime);
        else File.SetLastWriteTimeUtc(place, entry.ModificationTime.UtcDateTime);
    }

    private static bool IsDirectory(string path) => Directory.Exists(path) && new FileInfo(path).LinkTarget is null;

    private static void Delete(string path)
    {
        if (IsDirectory(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private static void Check(int result, string place)
    {
        if (result != 0) throw new IOException($"{place}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
