using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MesosOrleans.Connection;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary>Asks the silos over HTTP; of several, the first that answers.</summary>
internal sealed class MasterHttp : IDisposable
{
    private readonly IReadOnlyList<Uri> _masters;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <exception cref="CliException">The address is malformed.</exception>
    public MasterHttp(string masters)
    {
        try
        {
            _masters = MasterAddress.Parse(masters);
        }
        catch (FormatException problem)
        {
            throw new CliException(problem.Message, ExitCodes.BadUsage);
        }
    }

    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    /// <exception cref="CliException">What answers is no silo.</exception>
    public Task<StateDocument> State(CancellationToken cancel) => Read("master/state.json", StateJson.Default.StateDocument, cancel);

    /// <summary>The silos that there are.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    /// <exception cref="CliException">What answers is no silo.</exception>
    public Task<GatewayDocument> Silos(CancellationToken cancel) => Read("master/gateways", GatewayJson.Default.GatewayDocument, cancel);

    /// <summary>A document of the silo, such as <c>master/state.json</c>.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    /// <exception cref="CliException">What answers is no silo.</exception>
    public Task<JsonElement> Json(string path, CancellationToken cancel) => Read(path, StateJson.Default.JsonElement, cancel);

    /// <summary><c>HOST:PORT</c> of the silo that leads, or of the one that answers while none does.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    /// <exception cref="CliException">What answers is no silo.</exception>
    public async Task<string> Leader(CancellationToken cancel)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = _http.Timeout };
        return await First(async master =>
        {
            using var answer = await http.GetAsync(new Uri(master, "master/redirect"), cancel);
            return answer.Headers.Location?.Authority
                ?? throw new CliException($"what answers at {master.Authority} is no silo: /master/redirect does not lead anywhere");
        }, cancel);
    }

    /// <summary>The state as it came.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    public Task<string> StateText(CancellationToken cancel) => Text("master/state.json", cancel);

    public void Dispose() => _http.Dispose();

    private Task<string> Text(string path, CancellationToken cancel) => First(master => _http.GetStringAsync(new Uri(master, path), cancel), cancel);

    private async Task<T> Read<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var text = await Text(path, cancel);
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new CliException($"what answers at {_masters[0].Authority} is no silo: /{path} is not understood ({problem.Message})");
        }
    }

    private async Task<T> First<T>(Func<Uri, Task<T>> ask, CancellationToken cancel)
    {
        HttpRequestException? first = null;
        foreach (var master in _masters)
        {
            try
            {
                return await ask(master);
            }
            catch (HttpRequestException problem)
            {
                first ??= problem;
            }
            catch (TaskCanceledException problem) when (!cancel.IsCancellationRequested)
            {
                first ??= new HttpRequestException($"no answer within {_http.Timeout.TotalSeconds} s", problem);
            }
        }

        throw new MasterUnreachableException(_masters, first!);
    }
}
