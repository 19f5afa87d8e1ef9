namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Where a file comes from.</summary>
internal abstract record FetchSource
{
    private FetchSource()
    {
    }

    /// <summary>A file of this machine.</summary>
    /// <param name="Path">Full.</param>
    /// <param name="IsPublished">
    /// It lies in <c>--frameworks_home</c>, where the operator has put it for all; every other file must be readable for the task's user.
    /// </param>
    internal sealed record LocalFile(string Path, bool IsPublished) : FetchSource;

    /// <summary>A web server.</summary>
    internal sealed record Http(Uri Uri) : FetchSource;

    /// <summary>An FTP server.</summary>
    /// <param name="Uri">Of the scheme <c>ftp</c>.</param>
    /// <param name="IsEncrypted">Whether the connection turns to TLS before anything is said.</param>
    internal sealed record Ftp(Uri Uri, bool IsEncrypted) : FetchSource;

    /// <summary>What the program <c>hadoop</c> can read.</summary>
    internal sealed record Hadoop(string Uri) : FetchSource;
}
