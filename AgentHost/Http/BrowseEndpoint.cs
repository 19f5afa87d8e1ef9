using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Http;
using MesosOrleans.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MesosOrleans.AgentHost.Http;

/// <summary>
/// <c>/files/browse.json</c>: what is in a directory of a sandbox; <c>/files/debug.json</c>: the names under which files can be asked for and where they
/// really are. Parameters, answers and codes of Mesos 0.19 (<c>src/files/files.cpp</c>), JSONP too. A link is shown as one (<c>l</c>), where Mesos shows what
/// it leads to.
/// </summary>
internal static class BrowseEndpoint
{
    public static void MapBrowse(this IEndpointRouteBuilder app, AttachedFiles files)
    {
        app.Map("/files/browse.json", (string? path, string? jsonp) => JsonResult.ProblemOf(jsonp) ?? Browse(files, path, jsonp)).WithHelp(
            "/files/browse.json", "What is in a directory that may be shown.", "path=PATH: its virtual path. jsonp=NAME: the answer as the script NAME(document);");
        app.Map("/files/debug.json", (string? jsonp) => JsonResult.ProblemOf(jsonp) ?? Debug(files, jsonp)).WithHelp(
            "/files/debug.json", "The virtual paths, and where they really are.", "jsonp=NAME: the answer as the script NAME(document);");
    }

    private static IResult Browse(AttachedFiles files, string? path, string? jsonp)
    {
        if (string.IsNullOrEmpty(path))
        {
            return Text(StatusCodes.Status400BadRequest, "Expecting 'path=value' in query.\n");
        }

        if (files.Find(path) is not { } address)
        {
            return TypedResults.NotFound();
        }

        var listing = SandboxListStore.Of(address);
        switch (listing.Refusal)
        {
            case FileRefusal.None:
                var owners = new FileOwnerClient();
                var parent = path.TrimEnd('/');
                return Answer(JsonAnswer.Of(
                    [.. listing.Files.Select(file => BrowsedFile.Of(parent, file, owners))], BrowseJson.Readable.ImmutableArrayBrowsedFile, jsonp));
            case FileRefusal.Absent:
                return TypedResults.NotFound();
            case FileRefusal.Outside:
                return Text(StatusCodes.Status500InternalServerError, $"'{path}' is inaccessible\n");
            default:
                return Text(StatusCodes.Status500InternalServerError, $"Failed to open '{path}'.\n");
        }
    }

    private static FileContentHttpResult Debug(AttachedFiles files, string? jsonp) =>
        Answer(JsonAnswer.Of(files.Names(), BrowseJson.Readable.SortedDictionaryStringString, jsonp));

    private static FileContentHttpResult Answer(JsonAnswer answer) => TypedResults.Bytes(answer.Body, answer.ContentType);

    private static ContentHttpResult Text(int code, string message) => TypedResults.Text(message, statusCode: code);
}

/// <summary>One entry of the answer of <c>/files/browse.json</c>.</summary>
internal sealed record BrowsedFile(
    [property: JsonPropertyName("gid")] string Group,
    [property: JsonPropertyName("mode")] string Mode,
    [property: JsonPropertyName("mtime")] long Modified,
    [property: JsonPropertyName("nlink")] uint Links,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("uid")] string User)
{
    public static BrowsedFile Of(string parent, ListedFile file, FileOwnerClient owners) => new(
        owners.Group(file.Status.GroupId), ModeText.Of(file.Status), file.Status.Modified.ToUnixTimeSeconds(), file.Status.Links,
        $"{parent}/{file.Name}", file.Status.Size, owners.User(file.Status.UserId));
}

/// <summary>The reflection-free JSON of these.</summary>
[JsonSerializable(typeof(ImmutableArray<BrowsedFile>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class BrowseJson : JsonSerializerContext
{
    public static BrowseJson Readable { get; } = new(JsonAnswer.Options());
}
