namespace MesosOrleans.Cli.Local;

/// <summary>Where a local cluster keeps its files; removed at the end only if it was made for this run.</summary>
internal sealed class LocalDirectory : IDisposable
{
    private readonly bool _isOwn;

    private LocalDirectory(string path, bool isOwn) => (Path, _isOwn) = (path, isOwn);

    public string Path { get; }

    /// <param name="wanted">Created if missing; null makes a temporary one.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static LocalDirectory Open(string? wanted)
    {
        if (wanted is null)
        {
            return new LocalDirectory(Directory.CreateTempSubdirectory("mesos-local-").FullName, isOwn: true);
        }

        try
        {
            var path = Directory.CreateDirectory(wanted).FullName;
            using var probe = File.Create(System.IO.Path.Combine(path, ".writable"), 1, FileOptions.DeleteOnClose);
            return new LocalDirectory(path, isOwn: false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot write to --work_dir={wanted}: {problem.Message}; choose a directory that you can write to");
        }
    }

    public void Dispose()
    {
        if (!_isOwn)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"mesos local: could not remove {Path}: {problem.Message}");
        }
    }
}
