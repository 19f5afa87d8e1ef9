using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;

namespace MesosOrleans.Bench;

/// <summary>Three silos over PostgreSQL servers (three for the log, one for what the silos share), and agents, as processes; a killed silo comes back on its HTTP port.</summary>
internal sealed class FailoverCluster : IAsyncDisposable
{
    public const int SiloCount = 3;
    public const int AgentCount = 4;
    private const int LogServerCount = 3;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly int[] _ports = FreePorts.Next(SiloCount);
    private readonly BenchProgram?[] _silos = new BenchProgram?[SiloCount];
    private readonly List<BenchProgram> _agents = [];
    private LogServers _logs = null!;
    private PostgresServer _server = null!;
    private string _database = "";

    public string Masters => string.Join(',', _ports.Select(port => $"127.0.0.1:{port}"));

    public static async Task<FailoverCluster> Start()
    {
        var cluster = new FailoverCluster();
        try
        {
            cluster._logs = await LogServers.Start(LogServerCount);
            cluster._server = await PostgresServer.Start();
            cluster._database = await cluster._server.CreateDatabase("mesos");
            await Task.WhenAll(Enumerable.Range(0, SiloCount).Select(cluster.StartSilo));
            var agents = Enumerable.Range(0, AgentCount).Select(_ => BenchProgram.Agent(
                cluster.Masters, "--resources=cpus:64;mem:65536;disk:65536", "--registration_backoff_factor=50ms", "--quiet"));
            cluster._agents.AddRange(await Task.WhenAll(agents));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Which silo has this HTTP port.</summary>
    public int SiloAt(int port) => Array.IndexOf(_ports, port);

    public void Kill(int silo) => _silos[silo]!.Kill9();

    /// <summary>Starts a silo after its end and waits until all see all.</summary>
    public async Task Restart(int silo, CancellationToken cancel)
    {
        await _silos[silo]!.DisposeAsync();
        await StartSilo(silo);
        await Complete(cancel);
    }

    /// <summary>SIGKILL for an agent, and the same again on its work directory.</summary>
    public Task RestartAgent(int agent) => _agents[agent].Restart();

    /// <summary>Waits until the others see that a silo is dead.</summary>
    public async Task Gone(int silo, CancellationToken cancel)
    {
        foreach (var port in _ports.Where((_, index) => index != silo))
        {
            while ((await Get(new Uri($"http://127.0.0.1:{port}/master/gateways"), cancel))["masters"]!.AsArray().Count == SiloCount)
            {
                await Task.Delay(Look, cancel);
            }
        }
    }

    /// <summary>Waits until each silo sees all.</summary>
    public async Task Complete(CancellationToken cancel)
    {
        foreach (var port in _ports)
        {
            while ((await Get(new Uri($"http://127.0.0.1:{port}/master/gateways"), cancel))["masters"]!.AsArray().Count < SiloCount)
            {
                await Task.Delay(Look, cancel);
            }
        }
    }

    /// <summary>How many agents run more than they have.</summary>
    public async Task<int> DoubleUsed(CancellationToken cancel)
    {
        var count = 0;
        foreach (var agent in _agents)
        {
            var state = await Get(new Uri(agent.Address, "slave(1)/state.json"), cancel);
            var used = state["frameworks"]!.AsArray()
                .SelectMany(framework => framework!["executors"]!.AsArray())
                .SelectMany(executor => executor!["tasks"]!.AsArray())
                .Sum(task => (double)task!["resources"]!["cpus"]!);
            count += used > (double)state["resources"]!["cpus"]! + 0.001 ? 1 : 0;
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _agents.Concat(_silos.OfType<BenchProgram>()))
        {
            await program.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_logs is not null)
        {
            await _logs.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task StartSilo(int silo) => _silos[silo] = await BenchProgram.Silo(
        _ports[silo], [$"--cluster_database={_database}", .. _logs.SiloFlags]);

    private async Task<JsonNode> Get(Uri address, CancellationToken cancel) => (await _http.GetFromJsonAsync<JsonNode>(address, cancel))!;
}
