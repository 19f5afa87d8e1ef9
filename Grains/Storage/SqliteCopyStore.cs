namespace MesosOrleans.Storage;

/// <summary>
/// A copy of a SQLite file that another process may be using, to look at it without a lock. SQLite adds commits to the write-ahead log beside
/// the file, where a half one does not count, and now and then moves them into the file: a copy during which that happened is made again.
/// </summary>
public sealed class SqliteCopyStore : IDisposable
{
    private const string Log = "-wal";

    // Of the write-ahead log: which round of it this is stands in its first bytes.
    private const int LogHeaderBytes = 32;

    // Commits move into the file every thousand pages or so: who meets that so often is not looking at a live file.
    private const int AttemptsMax = 20;

    private readonly DirectoryInfo _folder;

    private SqliteCopyStore(DirectoryInfo folder, string path) => (_folder, Path) = (folder, path);

    /// <summary>The copy.</summary>
    public string Path { get; }

    /// <summary>Copies a file into a folder of its own under the temporary one.</summary>
    /// <exception cref="StoreException">The file is missing, or changes all the time.</exception>
    public static SqliteCopyStore Of(string path)
    {
        if (!File.Exists(path))
            throw new StoreException($"{System.IO.Path.GetFullPath(path)} does not exist: no silo has kept its registry there. Is it the right --work_dir?");

        var folder = Directory.CreateTempSubdirectory("mesos-copy-");
        try
        {
            var copy = System.IO.Path.Combine(folder.FullName, System.IO.Path.GetFileName(path));
            for (var attempt = 0; attempt < AttemptsMax; attempt++)
            {
                var before = Look(path);
                File.Copy(path, copy, overwrite: true);
                if (File.Exists(path + Log))
                    File.Copy(path + Log, copy + Log, overwrite: true);
                if (Look(path) == before)
                    return new SqliteCopyStore(folder, copy);
            }

            throw new StoreException($"{path} changed each time it was copied; try again.");
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (long Bytes, DateTime Written, string Round) Look(string path)
    {
        var file = new FileInfo(path);
        return (file.Length, file.LastWriteTimeUtc, Round(path + Log));
    }

    private static string Round(string log)
    {
        if (!File.Exists(log))
            return "";

        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[LogHeaderBytes];
        return Convert.ToHexString(header.AsSpan(0, stream.ReadAtLeast(header, LogHeaderBytes, throwOnEndOfStream: false)));
    }
}
