using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MesosOrleans.Web;

/// <summary>
/// A JSON document, or JSONP, that goes out while it is written: it is never in memory as a whole, and a client that reads slowly holds up only its own answer. An error after the first part
/// breaks the connection off, so that nobody takes half a document for a whole one.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private const int PartBytes = 32 << 10;

    private readonly PipeWriter _pipe;
    private readonly bool _isScript;
    private readonly CancellationToken _aborted;
    private long _sent;

    private JsonBody(HttpContext http, string? jsonp)
    {
        _aborted = http.RequestAborted;
        _isScript = !string.IsNullOrEmpty(jsonp);
        http.Response.ContentType = _isScript ? "text/javascript" : "application/json";
        _pipe = http.Response.BodyWriter;
        if (_isScript)
            Encoding.UTF8.GetBytes(jsonp + "(", _pipe);
        Json = new Utf8JsonWriter(_pipe, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Write here, and <see cref="Flush"/> now and then.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Begins the answer; the callback must have been looked at (<see cref="JsonResult.ProblemOf"/>).</summary>
    public static JsonBody Begin(HttpContext http, string? jsonp) => new(http, jsonp);

    /// <summary>Sends what is written, if it is enough to be worth it.</summary>
    public ValueTask Flush() => Json.BytesCommitted + Json.BytesPending - _sent < PartBytes ? ValueTask.CompletedTask : Send();

    /// <summary>Sends the rest.</summary>
    public async ValueTask End()
    {
        Json.Flush();
        if (_isScript)
            Encoding.UTF8.GetBytes(");", _pipe);
        await _pipe.FlushAsync(_aborted);
    }

    public void Dispose() => Json.Dispose();

    private async ValueTask Send()
    {
        Json.Flush();
        _sent = Json.BytesCommitted;
        await _pipe.FlushAsync(_aborted);
        _aborted.ThrowIfCancellationRequested();
    }
}
