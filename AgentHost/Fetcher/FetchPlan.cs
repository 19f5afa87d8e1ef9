using System.Collections.Immutable;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>One file to fetch.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Name">What it is called in the sandbox: one name, no path.</param>
/// <param name="IsExecutable">Whether it gets the mode 0755.</param>
/// <param name="Archive">How it is unpacked after it came.</param>
/// <param name="Shown">The URI for people: without a password, and without a query, where some servers want their keys.</param>
internal sealed record FetchStep(FetchSource Source, string Name, bool IsExecutable, ArchiveKind Archive, string Shown);

/// <summary>
/// What is to be done for the URIs of a command (rules 17.3 to 17.5; Mesos 0.19 <c>src/launcher/fetcher.cpp</c>). Everything that can be refused
/// without a look at the world is refused here, before anything is fetched.
/// Deviations: a scheme that nobody knows is an error and no relative path; a relative path stays below <c>--frameworks_home</c>; the query of a
/// URI is no part of the file's name; the files that the task's output goes to cannot be fetched over.
/// </summary>
internal static class FetchPlan
{
    private const int NameMax = 255;
    private const string SchemeMark = "://";

    /// <exception cref="FetchException">One of them is no good.</exception>
    public static ImmutableArray<FetchStep> Of(ImmutableArray<CommandUri> uris, FetchSettings settings)
    {
        var steps = ImmutableArray.CreateBuilder<FetchStep>(uris.Length);
        foreach (var uri in uris)
        {
            steps.Add(StepOf(uri, settings));
        }

        return steps.MoveToImmutable();
    }

    private static FetchStep StepOf(CommandUri uri, FetchSettings settings)
    {
        var value = uri.Value;
        var shown = FetchUriText.Shown(value);
        if (value.Length == 0 || value.AsSpan().IndexOfAny("\\'\0\r\n") >= 0)
        {
            throw Refused(shown, @"it is empty or holds one of \ ' NUL CR LF, which Mesos refuses");
        }

        var source = SourceOf(value, shown, settings);
        var name = FetchUriText.NameOf(value, source);
        if (name is "" or "." or ".." || System.Text.Encoding.UTF8.GetByteCount(name) > NameMax)
        {
            throw Refused(shown, "its last part is no name of a file");
        }

        if (name is SandboxPath.OutputName or SandboxPath.ErrorsName)
        {
            throw Refused(shown, $"'{name}' in the sandbox is where the task's output goes; give the file another name");
        }

        var isExecutable = uri.Executable == true;
        return new FetchStep(source, name, isExecutable, isExecutable || !uri.Extract ? ArchiveKind.None : ArchiveNames.KindOf(name), shown);
    }

    private static FetchSource SourceOf(string value, string shown, FetchSettings settings)
    {
        var mark = value.IndexOf(SchemeMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return value[0] == '/' ? new FetchSource.LocalFile(value, IsPublished: false) : Relative(value, shown, settings);
        }

        return value[..mark].ToLowerInvariant() switch
        {
            "file" => new FetchSource.LocalFile(PathOf(value[(mark + SchemeMark.Length)..], shown), IsPublished: false),
            "http" or "https" => new FetchSource.Http(Parsed(value, shown)),
            "ftp" => new FetchSource.Ftp(Parsed(value, shown), IsEncrypted: false),
            "ftps" => new FetchSource.Ftp(Parsed("ftp" + value[mark..], shown), IsEncrypted: true),
            "hdfs" or "hftp" or "s3" or "s3n" or "s3a" => new FetchSource.Hadoop(value),
            var scheme => throw Refused(
                shown, $"nothing is known of '{scheme}': expected a path, or a URI of file, http, https, ftp, ftps, hdfs, hftp, s3, s3n or s3a"),
        };
    }

    private static string PathOf(string rest, string shown)
    {
        const string here = "localhost";
        var path = rest.StartsWith(here + "/", StringComparison.Ordinal) ? rest[here.Length..] : rest;
        return path.StartsWith('/') ? path : throw Refused(shown, "a URI of file has a full path: expected for example file:///opt/app.tgz");
    }

    private static FetchSource.LocalFile Relative(string value, string shown, FetchSettings settings)
    {
        if (settings.FrameworksHome.Length == 0)
        {
            throw Refused(shown, "a relative path needs an agent with --frameworks_home; give a full path or a URI");
        }

        var home = Path.GetFullPath(settings.FrameworksHome);
        var path = Path.GetFullPath(Path.Combine(home, value));
        return path.StartsWith(home.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? new FetchSource.LocalFile(path, IsPublished: true)
            : throw Refused(shown, "a relative path stays below --frameworks_home");
    }

    private static Uri Parsed(string value, string shown)
    {
        var isUri = Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Host.Length > 0;
        // In the words of FTP a line break would begin the next command.
        var isPlain = isUri && Uri.UnescapeDataString(uri!.AbsolutePath + uri.UserInfo).AsSpan().IndexOfAny('\r', '\n', '\0') < 0;
        return isPlain ? uri! : throw Refused(shown, "it is no URI with a host and a path: expected for example http://server/app.tgz");
    }

    private static FetchException Refused(string shown, string why) => new($"Failed to fetch '{shown}': {why}");
}
