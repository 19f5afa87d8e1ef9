using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.Protocol;

namespace MesosOrleans.Silo.Web;

/// <summary>Reads sandboxes at the agents, for browsers that reach the silo only.</summary>
internal sealed class AgentFiles(HttpClient http)
{
    /// <summary>What is in a folder, folders first.</summary>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<ImmutableArray<BrowsedFile>> Browse(SlaveInfo slave, string path, CancellationToken cancelled)
    {
        var files = await Get(slave, $"browse.json?path={Uri.EscapeDataString(path)}", BrowseJson.Readable.ImmutableArrayBrowsedFile, cancelled);
        return [.. files.OrderByDescending(file => file.Mode.StartsWith('d')).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>The size of a file, in bytes.</summary>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<long> Size(SlaveInfo slave, string path, CancellationToken cancelled) => (await Page(slave, path, -1, cancelled)).Offset;

    /// <summary>At most 64 KB of a file.</summary>
    /// <returns>The bytes; at its end none, and then its size.</returns>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<(byte[] Bytes, long Size)> Read(SlaveInfo slave, string path, long offset, CancellationToken cancelled)
    {
        var page = await Page(slave, path, offset, cancelled);
        return (Encoding.Latin1.GetBytes(page.Data), page.Offset);
    }

    /// <summary>A whole file as it comes, for who saves it.</summary>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<HttpResponseMessage> Download(SlaveInfo slave, string path, CancellationToken cancelled) =>
        await Ask(slave, $"download.json?path={Uri.EscapeDataString(path)}", cancelled);

    private Task<FilePage> Page(SlaveInfo slave, string path, long offset, CancellationToken cancelled) => Get(
        slave, string.Create(CultureInfo.InvariantCulture, $"read.json?offset={offset}&path={Uri.EscapeDataString(path)}"), FilesJson.Readable.FilePage, cancelled);

    private async Task<T> Get<T>(SlaveInfo slave, string question, JsonTypeInfo<T> type, CancellationToken cancelled)
    {
        using var answer = await Ask(slave, question, cancelled);
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancelled), type) ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new IOException($"What answers at {AddressOf(slave)} is no agent: {problem.Message}", problem);
        }
    }

    private async Task<HttpResponseMessage> Ask(SlaveInfo slave, string question, CancellationToken cancelled)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{AddressOf(slave)}/files/{question}"));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
            return answer.IsSuccessStatusCode ? answer : throw await Refusal(answer, slave, cancelled);
        }
        catch (HttpRequestException problem)
        {
            throw new IOException($"The agent at {AddressOf(slave)} does not answer: {problem.Message}", problem);
        }
        catch (OperationCanceledException problem) when (!cancelled.IsCancellationRequested)
        {
            throw new IOException($"The agent at {AddressOf(slave)} does not answer within {http.Timeout.TotalSeconds} s.", problem);
        }
    }

    private static async Task<Exception> Refusal(HttpResponseMessage answer, SlaveInfo slave, CancellationToken cancelled)
    {
        using (answer)
        {
            return answer.StatusCode == HttpStatusCode.NotFound
                ? new FileNotFoundException("There is no such file or folder: the task has not written it, or its sandbox was deleted to make room.")
                : new IOException($"The agent at {AddressOf(slave)} answers {(int)answer.StatusCode}: {(await answer.Content.ReadAsStringAsync(cancelled)).Trim()}");
        }
    }

    private static string AddressOf(SlaveInfo slave) => string.Create(CultureInfo.InvariantCulture, $"{slave.Hostname}:{slave.Port}");
}
