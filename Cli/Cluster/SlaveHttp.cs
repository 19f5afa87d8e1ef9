using System.Net;
using System.Text.Json;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary>Asks agents over HTTP.</summary>
internal sealed class SlaveHttp(TimeSpan timeout) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = timeout };

    /// <summary>What each container of a slave uses.</summary>
    /// <param name="address"><c>HOST:PORT</c> of the agent.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="IOException">It does not answer; the message says why.</exception>
    public async Task<ContainerEntry[]> Statistics(string address, CancellationToken cancel)
    {
        using var answer = await Get(address, "monitor/statistics.json", cancel);
        return await Parse(answer, address, UsageJson.Default.ContainerEntryArray, cancel);
    }

    /// <summary>A page of a file of a sandbox.</summary>
    /// <param name="address"><c>HOST:PORT</c> of the agent.</param>
    /// <param name="path">See <see cref="Sandboxes.PathOf"/>.</param>
    /// <param name="offset">Of its first byte; -1 asks for the size of the file.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<FilePageEntry> Read(string address, string path, long offset, CancellationToken cancel)
    {
        using var answer = await Get(address, $"files/read.json?offset={offset}&path={Uri.EscapeDataString(path)}", cancel);
        return await Parse(answer, address, UsageJson.Default.FilePageEntry, cancel);
    }

    /// <summary>What is in a directory of a sandbox, as it comes.</summary>
    /// <param name="address"><c>HOST:PORT</c> of the agent.</param>
    /// <param name="path">See <see cref="Sandboxes.PathOf"/>.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<JsonElement> Browse(string address, string path, CancellationToken cancel)
    {
        using var answer = await Get(address, $"files/browse.json?path={Uri.EscapeDataString(path)}", cancel);
        return await Parse(answer, address, UsageJson.Default.JsonElement, cancel);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Get(string address, string path, CancellationToken cancel)
    {
        try
        {
            var answer = await _http.GetAsync(new Uri($"http://{address}/{path}"), cancel);
            return answer.IsSuccessStatusCode ? answer : throw await Refusal(answer, address, cancel);
        }
        catch (HttpRequestException problem)
        {
            throw new IOException($"the agent at {address} does not answer: {problem.Message}", problem);
        }
        catch (TaskCanceledException problem) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"the agent at {address} does not answer within {_http.Timeout.TotalSeconds} s", problem);
        }
    }

    private static async Task<Exception> Refusal(HttpResponseMessage answer, string address, CancellationToken cancel)
    {
        using (answer)
        {
            return answer.StatusCode == HttpStatusCode.NotFound
                ? new FileNotFoundException("there is no such file or directory in the sandbox; 'mesos ls TASK' lists what there is")
                : new IOException($"the agent at {address} answers {(int)answer.StatusCode}: {(await answer.Content.ReadAsStringAsync(cancel)).Trim()}");
        }
    }

    private static async Task<T> Parse<T>(
        HttpResponseMessage answer, string address, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancel)
    {
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), type) ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new CliException($"what answers at {address} is no agent: {problem.Message}", ExitCodes.Failed);
        }
    }
}
