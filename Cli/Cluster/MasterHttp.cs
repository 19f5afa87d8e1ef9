using System.Text.Json;
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
    public async Task<StateDocument> State(CancellationToken cancel)
    {
        var text = await StateText(cancel);
        try
        {
            return JsonSerializer.Deserialize(text, StateJson.Default.StateDocument) ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new CliException($"what answers at {_masters[0].Authority} is no silo: /master/state.json is not understood ({problem.Message})");
        }
    }

    /// <summary>The document as it came.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    public async Task<string> StateText(CancellationToken cancel)
    {
        HttpRequestException? first = null;
        foreach (var master in _masters)
        {
            try
            {
                return await _http.GetStringAsync(new Uri(master, "master/state.json"), cancel);
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

    public void Dispose() => _http.Dispose();
}
