using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Http;
using MesosOrleans.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentHost.Http;

/// <summary>
/// What tasks and the process itself have written, over HTTP: <c>/files/read.json</c> (a page of at most 64 KiB, JSONP) and <c>/files/download.json</c> (the whole file),
/// with the parameters, answers and codes of Mesos 0.19 (<c>src/files/files.cpp</c>). Other than there, what is no regular file is refused, not read.
/// </summary>
internal static class FilesEndpoint
{
    private const int PageMax = 64 << 10;

    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void MapFiles(this IEndpointRouteBuilder app, AttachedFiles files)
    {
        app.Map("/files/read.json", (string? path, string? offset, string? length, string? jsonp) => Read(files, path, offset, length, jsonp)).WithHelp(
            "/files/read.json", "A page of a file, of at most 64 KiB; its size in bytes as offset where no offset is asked for.",
            "path=PATH: its virtual path. offset=BYTES. length=BYTES. jsonp=NAME: the answer as the script NAME(document);");
        app.Map("/files/download.json", (string? path) => Download(files, path)).WithHelp(
            "/files/download.json", "A whole file, as an attachment.", "path=PATH: its virtual path.");
    }

    private static IResult Read(AttachedFiles files, string? path, string? offsetText, string? lengthText, string? jsonp)
    {
        if (!TryNumber(offsetText, out var offset) || !TryNumber(lengthText, out var length))
        {
            return Bad($"Failed to parse offset '{offsetText}' or length '{lengthText}': expected whole numbers of bytes.\n");
        }

        if (JsonResult.ProblemOf(jsonp) is { } problem)
        {
            return problem;
        }

        if (Open(files, path, "read", out var opened) is { } refusal)
        {
            return refusal;
        }

        using var file = opened.File!;
        // Without an offset a client wants to know the size only; so it is after the end.
        var page = offset < 0 || offset >= opened.Length
            ? new FilePage(opened.Length, "")
            : new FilePage(offset, Page(file, offset, (int)Math.Min(length < 0 ? PageMax : length, PageMax)));
        var answer = JsonAnswer.Of(page, FilesJson.Readable.FilePage, jsonp);
        return TypedResults.Bytes(answer.Body, answer.ContentType);
    }

    private static IResult Download(AttachedFiles files, string? path) =>
        Open(files, path, "download", out var opened) ?? TypedResults.Stream(
            target => Copy(opened, target), TypeOf(path!), Path.GetFileName(path!.TrimEnd('/')));

    // It is offered as an attachment, so a page of a task runs no script in the name of the agent.
    private static string TypeOf(string path) => Types.TryGetContentType(path.TrimEnd('/'), out var type) ? type : "application/octet-stream";

    private static IResult? Open(AttachedFiles files, string? path, string verb, out OpenedFile opened)
    {
        var address = string.IsNullOrEmpty(path) ? null : files.Find(path);
        opened = address is null ? new OpenedFile(null, 0, FileRefusal.Absent) : SandboxFileStore.Open(address);
        return opened.Refusal switch
        {
            FileRefusal.None => null,
            _ when string.IsNullOrEmpty(path) => Bad("Expecting 'path=value' in query.\n"),
            FileRefusal.Absent => TypedResults.NotFound(),
            FileRefusal.Outside => Bad($"'{path}' is inaccessible\n"),
            FileRefusal.Directory => Bad($"Cannot {verb} a directory.\n"),
            FileRefusal.NoFile => Bad($"Cannot {verb} what is no regular file.\n"),
            _ => TypedResults.Text($"Failed to open file at '{path}'.\n", statusCode: StatusCodes.Status500InternalServerError),
        };
    }

    // As Mesos: each byte is the character of its number, so that a client gets the same bytes back, whatever they are.
    private static string Page(SafeFileHandle file, long offset, int length)
    {
        var bytes = new byte[length];
        return Encoding.Latin1.GetString(bytes, 0, RandomAccess.Read(file, bytes, offset));
    }

    // What is written after the opening is left out, so that a task that never stops writing does not keep the answer open for ever.
    private static async Task Copy(OpenedFile opened, Stream target)
    {
        using var file = opened.File!;
        var bytes = new byte[PageMax];
        for (var at = 0L; at < opened.Length;)
        {
            var count = await RandomAccess.ReadAsync(file, bytes.AsMemory(0, (int)Math.Min(PageMax, opened.Length - at)), at);
            if (count == 0)
            {
                break;
            }

            await target.WriteAsync(bytes.AsMemory(0, count));
            at += count;
        }
    }

    private static bool TryNumber(string? text, out long number)
    {
        number = -1;
        return text is null || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static ContentHttpResult Bad(string message) => TypedResults.Text(message, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>The answer of <c>/files/read.json</c>.</summary>
/// <param name="Offset">Of the data; the size of the file if none was asked for.</param>
/// <param name="Data">A character a byte.</param>
internal sealed record FilePage([property: JsonPropertyName("offset")] long Offset, [property: JsonPropertyName("data")] string Data);

/// <summary>The reflection-free JSON of it.</summary>
[JsonSerializable(typeof(FilePage))]
internal sealed partial class FilesJson : JsonSerializerContext
{
    public static FilesJson Readable { get; } = new(JsonAnswer.Options());
}
