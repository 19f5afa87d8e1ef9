using Microsoft.Extensions.Logging;

namespace MesosOrleans.Hosting;

/// <summary>
/// What a file says, read again when it has changed: at most every second, and only when it is asked. A file that cannot be read any more, or does not make sense, leaves in force what was read last.
/// </summary>
/// <typeparam name="T">What it says.</typeparam>
public sealed partial class WatchedFileStore<T>
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Func<string, T> _parse;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private T _current;
    private (DateTime, long) _version;
    private long _lookedAt;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="parse">Makes sense of its text, or throws a <see cref="FormatException"/> whose message has no secret in it.</param>
    /// <param name="time">Times how often it is looked at.</param>
    /// <param name="log">Told of changes and of what is wrong.</param>
    /// <exception cref="FormatException">It makes no sense.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public WatchedFileStore(string path, Func<string, T> parse, TimeProvider time, ILogger log)
    {
        (_path, _parse, _time, _log) = (path, parse, time, log);
        // The version first: what is written meanwhile is another one.
        _version = VersionOf(path);
        _current = parse(File.ReadAllText(path));
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>What counts now.</summary>
    public T Current
    {
        get
        {
            lock (_gate)
            {
                if (_time.GetElapsedTime(_lookedAt) >= Look)
                {
                    _lookedAt = _time.GetTimestamp();
                    LookAgain();
                }

                return _current;
            }
        }
    }

    private void LookAgain()
    {
        try
        {
            var version = VersionOf(_path);
            if (version != _version)
            {
                _current = _parse(File.ReadAllText(_path));
                _version = version;
                LogRead(_log, _path);
            }
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            LogKept(_log, _path, e.Message);
        }
    }

    private static (DateTime, long) VersionOf(string path)
    {
        var file = new FileInfo(path);
        return (file.LastWriteTimeUtc, file.Length);
    }

    [LoggerMessage(1, LogLevel.Information, "{Path} has changed and was read again")]
    private static partial void LogRead(ILogger log, string path);

    [LoggerMessage(2, LogLevel.Warning, "What {Path} said before stays in force, since it cannot be read again: {Reason}")]
    private static partial void LogKept(ILogger log, string path, string reason);
}
