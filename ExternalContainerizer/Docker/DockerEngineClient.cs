using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>The engine answered that it will not, with its words.</summary>
internal sealed class DockerRefusalException(HttpStatusCode code, string message) : Exception(message)
{
    public HttpStatusCode Code => code;
}

/// <summary>
/// The Engine API on its Unix socket, without a version in the path: the engine takes its newest, and what is used here is in all since 1.24 (Docker 1.12).
/// </summary>
/// <remarks><see cref="DockerRefusalException"/> is what the engine refuses, <see cref="HttpRequestException"/> and <see cref="IOException"/> what did not come through.</remarks>
internal sealed class DockerEngineClient(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    public Task<EngineInfo> Info(CancellationToken cancellation) => Get("/info", DockerJson.Default.EngineInfo, cancellation);

    /// <summary>Null if the image is not there.</summary>
    public async Task<ImageDocument?> FindImage(string reference, CancellationToken cancellation)
    {
        try
        {
            return await Get($"/images/{reference}/json", DockerJson.Default.ImageDocument, cancellation);
        }
        catch (DockerRefusalException e) when (e.Code == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Pulls an image, and tells what happens meanwhile.</summary>
    /// <exception cref="ContainerizerException">It could not be pulled.</exception>
    public async Task Pull(ImageName image, string? credentials, Action<string> tell, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(image.Name!)}&tag={Uri.EscapeDataString(image.Tag!)}");
        if (credentials is not null) request.Headers.TryAddWithoutValidation("X-Registry-Auth", credentials);
        using var response = await Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var progress = new PullProgress();
        while (await lines.ReadLineAsync(cancellation) is { } text)
        {
            if (text.Length == 0 || JsonSerializer.Deserialize(text, DockerJson.Default.PullLine) is not { } line) continue;
            if (line.Error is not null) throw new ContainerizerException($"image '{image.Text}' cannot be pulled: {line.Error}");
            if (progress.Next(line) is { } shown) tell(shown);
        }
    }

    public async Task Create(string name, CreateRequest container, CancellationToken cancellation) =>
        (await Post($"/containers/create?name={name}", JsonSerializer.SerializeToUtf8Bytes(container, DockerJson.Default.CreateRequest), cancellation)).Dispose();

    public async Task Start(string name, CancellationToken cancellation) => (await Post($"/containers/{name}/start", null, cancellation)).Dispose();

    public Task<ContainerDocument> Inspect(string name, CancellationToken cancellation) =>
        Get($"/containers/{name}/json", DockerJson.Default.ContainerDocument, cancellation);

    /// <summary>Ends when the container does not run, at once if it does not now.</summary>
    public async Task AwaitEnd(string name, CancellationToken cancellation)
    {
        using var response = await Post($"/containers/{name}/wait", null, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    public async Task Signal(string name, string signal, CancellationToken cancellation) =>
        (await Post($"/containers/{name}/kill?signal={signal}", null, cancellation)).Dispose();

    public async Task Update(string name, HostConfig limits, CancellationToken cancellation) =>
        (await Post($"/containers/{name}/update", JsonSerializer.SerializeToUtf8Bytes(limits, DockerJson.Default.HostConfig), cancellation)).Dispose();

    public Task<StatsDocument> Stats(string name, CancellationToken cancellation) =>
        Get($"/containers/{name}/stats?stream=false&one-shot=true", DockerJson.Default.StatsDocument, cancellation);

    /// <summary>Kills and removes it with its own volumes.</summary>
    public async Task Remove(string name, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/containers/{name}?force=true&v=true");
        (await Send(request, HttpCompletionOption.ResponseContentRead, cancellation)).Dispose();
    }

    /// <summary>All containers with a label, running or not.</summary>
    public Task<ContainerEntry[]> List(string label, string value, CancellationToken cancellation)
    {
        var filters = JsonSerializer.Serialize(new Dictionary<string, string[]> { ["label"] = [$"{label}={value}"] }, DockerJson.Default.DictionaryStringStringArray);
        return Get($"/containers/json?all=true&filters={Uri.EscapeDataString(filters)}", DockerJson.Default.ContainerEntryArray, cancellation);
    }

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await Send(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new ContainerizerException($"{path}: the engine answered null");
    }

    private async Task<HttpResponseMessage> Post(string path, byte[]? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        var response = await _http.SendAsync(request, completion, cancellation);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified) return response;
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            throw new DockerRefusalException(response.StatusCode, MessageOf(text) ?? $"{(int)response.StatusCode} {text}");
        }
    }

    private static string? MessageOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, DockerJson.Default.ErrorAnswer)?.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
