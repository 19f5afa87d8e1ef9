using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authentication;

/// <summary>
/// A credentials file, read again when it has changed, at most every second and only when it is asked. One that cannot be read any more, or is not sound, leaves in force what was read last. A file
/// that others can read draws a warning (rule 19.8).
/// </summary>
public sealed partial class CredentialsStore
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, Credential> _current;
    private (DateTime, long) _version;
    private long _lookedAt;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="time">Times how often it is looked at.</param>
    /// <param name="log">Told of changes and of what is wrong.</param>
    /// <exception cref="CredentialsException">It cannot be read, or is not sound.</exception>
    public CredentialsStore(string path, TimeProvider time, ILogger log)
    {
        (_path, _time, _log) = (path, time, log);
        (_version, _current) = Read(path);
        _lookedAt = time.GetTimestamp();
        WarnIfOpen();
    }

    /// <summary>Those in force now, by principal.</summary>
    public ImmutableDictionary<string, Credential> Current
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

    /// <summary>The one credential of an agent's or a framework's file.</summary>
    /// <exception cref="CredentialsException">The file cannot be read, or does not hold exactly one.</exception>
    public static Credential ReadOne(string path)
    {
        try
        {
            return CredentialsText.ParseOne(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>True if users other than the file's owner and its group can read it.</summary>
    public static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);

    private void LookAgain()
    {
        try
        {
            if (VersionOf(_path) == _version)
            {
                return;
            }

            (_version, _current) = Read(_path);
            LogRead(_log, _path, _current.Count);
            WarnIfOpen();
        }
        catch (Exception e) when (e is CredentialsException or IOException or UnauthorizedAccessException)
        {
            LogKept(_log, _path, e.Message);
        }
    }

    private void WarnIfOpen()
    {
        if (IsOpen(_path))
        {
            LogOpen(_log, _path);
        }
    }

    private static ((DateTime, long) Version, ImmutableDictionary<string, Credential> Credentials) Read(string path)
    {
        try
        {
            // The version first: what is written meanwhile is another one.
            var version = VersionOf(path);
            return (version, CredentialsText.Parse(File.ReadAllText(path)).ToImmutableDictionary(credential => credential.Principal, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(path, e);
        }
    }

    private static (DateTime, long) VersionOf(string path)
    {
        var file = new FileInfo(path);
        return (file.LastWriteTimeUtc, file.Length);
    }

    private static CredentialsException Unusable(string path, Exception reason) => new($"the credentials file {path} cannot be used: {reason.Message}", reason);

    [LoggerMessage(1, LogLevel.Information, "The credentials file {Path} has changed; {Count} principals are known now")]
    private static partial void LogRead(ILogger log, string path, int count);

    [LoggerMessage(2, LogLevel.Warning, "The credentials of before stay in force, since {Path} cannot be read again: {Reason}")]
    private static partial void LogKept(ILogger log, string path, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The credentials file {Path} can be read by others: its mode should be 0600")]
    private static partial void LogOpen(ILogger log, string path);
}
