using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Messaging;

namespace MesosOrleans.Connection;

/// <summary>What <c>/master/gateways</c> answers: which cluster this is and where its silos take clients.</summary>
/// <param name="ClusterId">Drawn when the cluster was first started.</param>
/// <param name="ServiceId">The same for all clusters of this product.</param>
/// <param name="Gateways"><c>IP:PORT</c> each, of the silos that are members as the one asked sees it.</param>
/// <param name="Masters"><c>IP:PORT</c> of the HTTP of the same silos.</param>
/// <param name="Version">Another text when the silos are others; the same for all that see the same silos.</param>
/// <param name="MembersVersion">Which version of the cluster's membership the one asked has read last.</param>
public sealed record GatewayDocument(
    [property: JsonPropertyName("cluster_id")] string ClusterId,
    [property: JsonPropertyName("service_id")] string ServiceId,
    [property: JsonPropertyName("gateways")] IReadOnlyList<string> Gateways,
    [property: JsonPropertyName("masters")] IReadOnlyList<string> Masters,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("members_version")] long MembersVersion = 0);

/// <summary>The reflection-free JSON of <see cref="GatewayDocument"/>.</summary>
[JsonSerializable(typeof(GatewayDocument))]
public sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>
/// Asks the silos over HTTP for their gateways, so that a client needs no other configuration than the address of one or some of them. Those that it hears of
/// are asked too: a cluster that moves from silo to silo is not lost.
/// </summary>
/// <remarks>
/// The silo that answered last is asked first, and the next one soon after without waiting for its time-out: one that is stopped or cut off costs
/// <see cref="Patience"/>, not seconds. <see cref="Watch"/> asks on and on with questions that a silo answers when there is news.
/// <para>
/// A silo that cannot read the cluster database does not hear that the others have declared it dead, and goes on naming itself. Who gets no answers through it says so
/// (<see cref="Doubt"/>): then all are asked, and the one that has read the newest version of the membership is believed and watched from then on.
/// </para>
/// </remarks>
public sealed class GatewayDirectory : IGatewayListProvider, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>A silo holds a question without news so long: the longest that a silo which is stopped can hide a change.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long all that are asked in doubt are waited for.</summary>
    private static readonly TimeSpan Doubting = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<Uri> _configured;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private IReadOnlyList<Uri> _order;
    private IList<Uri> _known = [];
    private string _version = "";
    private bool _isDoubted;
    private CancellationTokenSource? _question;

    /// <param name="masters">Asked in this order; the first that answers counts.</param>
    public GatewayDirectory(IReadOnlyList<Uri> masters) => (_configured, _order) = (masters, masters);

    /// <inheritdoc/>
    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool IsUpdatable => true;

    /// <inheritdoc/>
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <summary>The gateways as they were last heard of.</summary>
    public Task<IList<Uri>> GetGateways() => Task.FromResult(_known);

    /// <summary>Keeps the gateways up to date until this is disposed.</summary>
    /// <param name="changed">Called when silos have come or gone.</param>
    public void Watch(Action changed) => _ = Task.Run(async () =>
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var before = _version;
                await Ask();
                if (before != _version)
                {
                    changed();
                }
            }
            catch (Exception e) when (e is MasterUnreachableException or OperationCanceledException or ObjectDisposedException)
            {
                // All are away, what was asked is in doubt, or this ends. The gateways of before are tried meanwhile.
            }

            // Silos that do not agree on who there is must not be asked in a circle.
            await Task.Delay(Pause, CancellationToken.None);
        }
    });

    /// <summary>What was heard last may be wrong: the masters do not answer through these gateways. While this is watched, all silos are asked for newer news.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            _isDoubted = true;
            _question?.Cancel();
        }
    }

    /// <summary>Asks for the document.</summary>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    public Task<GatewayDocument> Fetch(CancellationToken cancel) => Fetch(TimeSpan.Zero, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _http.Dispose();
    }

    private async Task Ask()
    {
        using var question = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        bool isDoubted;
        lock (_gate)
        {
            (isDoubted, _isDoubted) = (_isDoubted, false);
            _question = isDoubted ? null : question;
        }

        try
        {
            await (isDoubted ? FetchNewest(question.Token) : Fetch(Hold, question.Token));
        }
        finally
        {
            lock (_gate)
            {
                _question = null;
            }
        }
    }

    /// <summary>Believes the silo that has read the newest membership, of those that answer soon.</summary>
    private async Task FetchNewest(CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(Doubting);
        var newest = await Task.WhenAll(_order.Select(master => AskOrNot(master, enough.Token)));
        if (newest.OfType<(Uri Master, GatewayDocument Document)>().OrderByDescending(answer => answer.Document.MembersVersion).ToList() is [var best, ..])
        {
            Learn(best.Master, best.Document);
        }
    }

    private async Task<(Uri Master, GatewayDocument Document)?> AskOrNot(Uri master, CancellationToken cancel)
    {
        try
        {
            return await Ask(master, TimeSpan.Zero, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or JsonException)
        {
            // The others are asked too.
            return null;
        }
    }

    /// <param name="hold">How long a silo shall wait for news.</param>
    /// <param name="cancel">Ends the waiting.</param>
    private async Task<GatewayDocument> Fetch(TimeSpan hold, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var waiting = new Queue<Uri>(_order);
        var asked = new List<Task<(Uri Master, GatewayDocument Document)>>();
        Exception? first = null;
        while (waiting.Count > 0 || asked.Count > 0)
        {
            if (waiting.TryDequeue(out var next))
            {
                asked.Add(Ask(next, hold, enough.Token));
            }

            IEnumerable<Task> patience = waiting.Count > 0 ? [Task.Delay(hold + Patience, enough.Token)] : [];
            if (await Task.WhenAny([.. asked, .. patience]) is not Task<(Uri Master, GatewayDocument Document)> answer)
            {
                cancel.ThrowIfCancellationRequested();
                continue;
            }

            asked.Remove(answer);
            try
            {
                var (master, document) = await answer;
                await enough.CancelAsync();
                Learn(master, document);
                return document;
            }
            catch (Exception e)
            {
                // What fails at the moment at which it is called off was called off.
                cancel.ThrowIfCancellationRequested();
                first ??= e;
            }
        }

        throw new MasterUnreachableException(_configured, first!);
    }

    private async Task<(Uri Master, GatewayDocument Document)> Ask(Uri master, TimeSpan hold, CancellationToken cancel)
    {
        var question = hold > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"master/gateways?known={_version}&wait={hold.TotalMilliseconds:0}ms")
            : "master/gateways";
        var answer = await _http.GetFromJsonAsync(new Uri(master, question), GatewayJson.Default.GatewayDocument, cancel);
        return answer is { Gateways.Count: > 0 } ? (master, answer) : throw new InvalidOperationException("it has no gateways yet");
    }

    private void Learn(Uri answered, GatewayDocument document)
    {
        _version = document.Version ?? "";
        _known = [.. document.Gateways.Select(gateway => IPEndPoint.Parse(gateway).ToGatewayUri())];
        var told = (document.Masters ?? []).Select(master => new Uri($"http://{master}/"));
        _order = [answered, .. told.Concat(_configured).Where(master => master != answered).Distinct()];
    }
}

/// <summary>No silo answers where one was expected.</summary>
public sealed class MasterUnreachableException(IReadOnlyList<Uri> masters, Exception inner) : Exception(
    $"no master answers at {string.Join(", ", masters.Select(master => master.Authority))} ({inner.Message}); "
    + "is it running? 'mesos silo' starts one, --master=HOST:PORT names another", inner);
