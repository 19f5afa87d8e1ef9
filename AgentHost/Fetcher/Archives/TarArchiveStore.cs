using System.Formats.Tar;

namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>Unpacks tar.</summary>
internal static class TarArchiveStore
{
    /// <param name="archive">Unpacked already; counts against the budget.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="FetchException">It holds what is refused.</exception>
    public static void Extract(Stream archive, SandboxTreeStore target)
    {
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            Add(entry, target);
        }
    }

    private static void Add(TarEntry entry, SandboxTreeStore target)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.GlobalExtendedAttributes:
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                target.AddFile(ArchivePath.Parse(entry.Name), entry.Mode, entry.ModificationTime, entry.DataStream);
                break;
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                target.AddDirectory(ArchivePath.Parse(entry.Name), entry.Mode);
                break;
            case TarEntryType.SymbolicLink:
                target.AddLink(ArchivePath.Parse(entry.Name), entry.LinkName);
                break;
            case TarEntryType.HardLink:
                target.AddHardLink(ArchivePath.Parse(entry.Name), ArchivePath.Parse(entry.LinkName));
                break;
            default:
                throw new FetchException($"'{entry.Name}' in it is neither file, directory nor link but {entry.EntryType}");
        }
    }
}
