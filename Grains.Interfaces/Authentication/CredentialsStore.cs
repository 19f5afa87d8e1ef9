using System.Collections.Immutable;
using MesosOrleans.Hosting;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authentication;

/// <summary>A credentials file, read again when it has changed. One that others can read draws a warning (rule 19.8).</summary>
public sealed partial class CredentialsStore
{
    private readonly WatchedFileStore<ImmutableDictionary<string, Credential>> _file;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="time">Times how often it is looked at.</param>
    /// <param name="log">Told of changes and of what is wrong.</param>
    /// <exception cref="CredentialsException">It cannot be read, or is not sound.</exception>
    public CredentialsStore(string path, TimeProvider time, ILogger log)
    {
        try
        {
            _file = new WatchedFileStore<ImmutableDictionary<string, Credential>>(path, Parse, time, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(path, e);
        }

        if (IsOpen(path))
        {
            LogOpen(log, path);
        }
    }

    /// <summary>Those in force now, by principal.</summary>
    public ImmutableDictionary<string, Credential> Current => _file.Current;

    /// <summary>The one credential of an agent's or a framework's file.</summary>
    /// <exception cref="CredentialsException">The file cannot be read, or does not hold exactly one.</exception>
    public static Credential ReadOne(string path, ILogger log)
    {
        try
        {
            var credential = CredentialsText.ParseOne(File.ReadAllText(path));
            if (IsOpen(path))
            {
                LogOpen(log, path);
            }

            return credential;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(path, e);
        }
    }

    private static bool IsOpen(string path) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);

    private static ImmutableDictionary<string, Credential> Parse(string text) =>
        CredentialsText.Parse(text).ToImmutableDictionary(credential => credential.Principal, StringComparer.Ordinal);

    private static CredentialsException Unusable(string path, Exception reason) => new($"the credentials file {path} cannot be used: {reason.Message}", reason);

    [LoggerMessage(3, LogLevel.Warning, "The credentials file {Path} can be read by others: its mode should be 0600")]
    private static partial void LogOpen(ILogger log, string path);
}
