namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>How a fetched file is unpacked.</summary>
internal enum ArchiveKind
{
    None,
    Tar,
    TarGzip,
    TarBzip2,
    TarXz,
    Zip,
}

/// <summary>Names tell what is an archive (rule 17.5; Mesos 0.19 <c>src/launcher/fetcher.cpp</c>); plain <c>.tar</c> came later.</summary>
internal static class ArchiveNames
{
    private static readonly (string Ending, ArchiveKind Kind)[] Endings =
    [
        (".tar.gz", ArchiveKind.TarGzip),
        (".tgz", ArchiveKind.TarGzip),
        (".tar.bz2", ArchiveKind.TarBzip2),
        (".tbz2", ArchiveKind.TarBzip2),
        (".tar.xz", ArchiveKind.TarXz),
        (".txz", ArchiveKind.TarXz),
        (".tar", ArchiveKind.Tar),
        (".zip", ArchiveKind.Zip),
    ];

    public static ArchiveKind KindOf(string name)
    {
        foreach (var (ending, kind) in Endings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return ArchiveKind.None;
    }
}
