using System.IO.Compression;
using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;

namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>Unpacks archives into a sandbox.</summary>
internal static class ArchiveStore
{
    /// <exception cref="FetchException">It is broken, or holds what is refused; what it held before that stays.</exception>
    public static void Extract(string archive, ArchiveKind kind, string directory, FetchBudget budget, CancellationToken cancel)
    {
        using var file = new FileStream(archive, FileMode.Open, FileAccess.Read);
        try
        {
            var target = new SandboxTreeStore(directory, budget);
            if (kind == ArchiveKind.Zip)
            {
                ZipArchiveStore.Extract(file, target, budget, cancel);
            }
            else
            {
                using var tar = new UnpackedStream(Decompressor(file, kind), budget, cancel);
                TarArchiveStore.Extract(tar, target);
            }

            target.Finish();
        }
        catch (Exception e) when (e is FetchException or IOException or InvalidDataException or UnauthorizedAccessException
            or SharpCompressException or NotSupportedException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The last ones are what the decompressors throw at bytes that nobody has meant.
            throw new FetchException($"it cannot be extracted: {e.Message}", e);
        }
    }

    private static Stream Decompressor(Stream file, ArchiveKind kind) => kind switch
    {
        ArchiveKind.TarGzip => new GZipStream(file, System.IO.Compression.CompressionMode.Decompress),
        ArchiveKind.TarBzip2 => BZip2Stream.Create(file, SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true),
        ArchiveKind.TarXz => new XZStream(file),
        _ => file,
    };
}
