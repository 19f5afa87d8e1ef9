using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Orleans.Messaging;

namespace MesosOrleans.Connection;

/// <summary>What <c>/master/gateways</c> answers: which cluster this is and where its silos take clients.</summary>
/// <param name="ClusterId">Drawn when the cluster was first started.</param>
/// <param name="ServiceId">The same for all clusters of this product.</param>
/// <param name="Gateways"><c>IP:PORT</c> each.</param>
public sealed record GatewayDocument(
    [property: JsonPropertyName("cluster_id")] string ClusterId,
    [property: JsonPropertyName("service_id")] string ServiceId,
    [property: JsonPropertyName("gateways")] IReadOnlyList<string> Gateways);

/// <summary>The reflection-free JSON of <see cref="GatewayDocument"/>.</summary>
[JsonSerializable(typeof(GatewayDocument))]
public sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>Asks the silos over HTTP for their gateways, so that a client needs no other configuration than their address.</summary>
public sealed class GatewayDirectory : IGatewayListProvider, IDisposable
{
    private readonly IReadOnlyList<Uri> _masters;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private IList<Uri> _known = [];

    /// <param name="masters">Asked in this order; the first that answers counts.</param>
    public GatewayDirectory(IReadOnlyList<Uri> masters) => _masters = masters;

    /// <inheritdoc/>
    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool IsUpdatable => true;

    /// <inheritdoc/>
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <summary>The gateways as they are now; those of before if no silo answers.</summary>
    public async Task<IList<Uri>> GetGateways()
    {
        try
        {
            await Fetch(CancellationToken.None);
        }
        catch (MasterUnreachableException)
        {
            // Orleans asks again soon, and tries the gateways of before meanwhile.
        }

        return _known;
    }

    /// <summary>Asks for the document.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    public async Task<GatewayDocument> Fetch(CancellationToken cancel)
    {
        Exception? first = null;
        foreach (var master in _masters)
        {
            try
            {
                var answer = await _http.GetFromJsonAsync(new Uri(master, "master/gateways"), GatewayJson.Default.GatewayDocument, cancel);
                if (answer is { Gateways.Count: > 0 })
                {
                    _known = [.. answer.Gateways.Select(gateway => IPEndPoint.Parse(gateway).ToGatewayUri())];
                    return answer;
                }

                first ??= new InvalidOperationException("it has no gateways yet");
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                first ??= e;
            }
        }

        throw new MasterUnreachableException(_masters, first!);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>No silo answers where one was expected.</summary>
public sealed class MasterUnreachableException(IReadOnlyList<Uri> masters, Exception inner) : Exception(
    $"no master answers at {string.Join(", ", masters.Select(master => master.Authority))} ({inner.Message}); "
    + "is it running? 'mesos silo' starts one, --master=HOST:PORT names another", inner);
