using System.Globalization;

namespace MesosOrleans.Hosting;

/// <summary>
/// A work directory that belongs to one live process. The lock is the operating system's on a file in it, so it ends with the process, however that ends.
/// </summary>
public sealed class WorkDirectory : IDisposable
{
    /// <summary>The file that is locked; it holds the process ID of the owner.</summary>
    public const string LockFile = "lock";

    private readonly FileStream _lock;

    private WorkDirectory(string path, FileStream lockFile)
    {
        Path = path;
        _lock = lockFile;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Creates the directory if it is missing, and takes it.</summary>
    /// <param name="path">As the operator gave it.</param>
    /// <param name="flag">The flag that it came from, for the message.</param>
    /// <exception cref="WorkDirectoryException">It cannot be written, or another live process has it.</exception>
    public static WorkDirectory Take(string path, string flag)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, LockFile);
        try
        {
            Directory.CreateDirectory(full);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            stream.Flush();
            return new WorkDirectory(full, stream);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new WorkDirectoryException(
                $"--{flag}={path} is in use by another live process (its lock file is {file}); stop that one, or give this one a directory of its own");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkDirectoryException($"--{flag}={path} cannot be written: {e.Message}; give a directory that this user may write to");
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => _lock.Dispose();
}

/// <summary>A work directory cannot be used; the message is for the operator.</summary>
public sealed class WorkDirectoryException(string message) : Exception(message);
