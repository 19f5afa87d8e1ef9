using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MesosOrleans.Tests.Support.Networks;
using MesosOrleans.Tests.Support.Postgres;

namespace MesosOrleans.Tests.Support;

/// <summary>Silos that are one cluster, and agents, as processes; with PostgreSQL servers of their own for what they share and for the log.</summary>
public sealed class TestSilos : IAsyncDisposable
{
    private const int PortOnMachine = 5050;
    private static readonly HttpClient Http = new(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-test-");
    private readonly TestSilosPlan _plan;
    private readonly IPEndPoint[] _addresses;
    private readonly TestProgram[] _silos;
    private readonly List<PostgresServer> _replicas = [];
    private readonly List<TestProgram> _agents = [];
    private string _clusterDatabase = "";

    private TestSilos(TestSilosPlan plan)
    {
        (_plan, _silos) = (plan, new TestProgram[plan.Silos]);
        _addresses = plan.Network is { } network
            ? [.. network.Machines.Take(plan.Silos).Select(machine => new IPEndPoint(IPAddress.Parse(machine.Address), PortOnMachine))]
            : [.. FreePorts.Next(plan.Silos).Select(port => new IPEndPoint(IPAddress.Loopback, port))];
    }

    public PostgresServer Database { get; private set; } = null!;

    /// <summary>The servers of the log's replicas.</summary>
    public IReadOnlyList<PostgresServer> Replicas => _replicas;

    public IReadOnlyList<TestProgram> Silos => _silos;

    public IReadOnlyList<TestProgram> Agents => _agents;

    /// <summary>What agents and schedulers are told: all silos.</summary>
    public string Masters => string.Join(',', _addresses.AsEnumerable());

    /// <summary>Starts so many silos on loopback at once and so many agents, and waits until all are in order.</summary>
    public static Task<TestSilos> Start(int silos, int agents, params string[] siloFlags) => Start(new TestSilosPlan(silos, agents, 0, null, siloFlags));

    /// <summary>Starts what the plan says, and waits until all is in order.</summary>
    public static async Task<TestSilos> Start(TestSilosPlan plan)
    {
        var cluster = new TestSilos(plan);
        try
        {
            cluster.Database = await PostgresServer.Start(cluster.PlaceOf(plan.Silos));
            cluster._clusterDatabase = await cluster.Database.CreateDatabase("mesos");
            for (var i = 0; i < plan.Replicas; i++)
            {
                cluster._replicas.Add(await PostgresServer.Start(cluster.PlaceOf(i)));
            }

            await Task.WhenAll(Enumerable.Range(0, plan.Silos).Select(cluster.Launch));
            await Task.WhenAll(cluster.Running().Select(cluster.IsMember));
            await Task.WhenAll(Enumerable.Range(0, plan.Agents).Select(_ => cluster.StartAgent()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo again after its end, on the same HTTP port and work directory, and waits until all silos know it.</summary>
    public async Task StartSilo(int index)
    {
        await Launch(index);
        await IsMember(index);
    }

    /// <summary>Does what a supervisor would: starts those again that ended themselves, as a silo does that was too busy to answer and was declared dead.</summary>
    public async Task StartThoseThatEnded()
    {
        foreach (var index in Enumerable.Range(0, _silos.Length).Except(Running()).ToArray())
        {
            await StartSilo(index);
        }
    }

    /// <summary>Starts one more agent that knows all silos, and waits until it is registered.</summary>
    public async Task<TestProgram> StartAgent()
    {
        var agent = StartAgentUnawaited(null, Masters);
        await agent.Line("agent ready: ");
        return agent;
    }

    /// <summary>Starts one more agent, which perhaps never registers.</summary>
    /// <param name="machine">Of the network; null: outside.</param>
    /// <param name="masters">The silos that it is told of.</param>
    public TestProgram StartAgentUnawaited(TestMachine? machine, string masters)
    {
        var address = machine?.Address ?? _plan.Network?.Outside ?? "127.0.0.1";
        var agent = TestProgram.StartOn(machine, "AgentHost",
            $"--master={masters}", $"--ip={address}", $"--hostname={address}", "--port=0",
            $"--work_dir={Path.Combine(_folder.FullName, $"agent-{Guid.NewGuid():N}")}",
            "--resources=cpus:8;mem:8192;disk:8192", "--registration_backoff_factor=50ms");
        lock (_agents)
        {
            _agents.Add(agent);
        }

        return agent;
    }

    /// <summary><c>HOST:PORT</c> of a silo.</summary>
    public string AddressOf(int index) => _addresses[index].ToString();

    /// <summary>Numbers of the silos that do not rest.</summary>
    public IEnumerable<int> Running() => Enumerable.Range(0, _silos.Length).Where(index => _silos[index] is { HasExited: false });

    /// <summary>The silo that leads, as this one says; -1 if it knows none.</summary>
    public async Task<int> LeaderSeenBy(int index)
    {
        using var answer = await ClientOf(index).GetAsync(Address(index, "/master/redirect"));
        return answer.Headers.Location is { } location
            ? Array.FindIndex(_addresses, address => address.Port == location.Port && (_plan.Network is null || address.Address.ToString() == location.Host))
            : -1;
    }

    /// <summary>The silos that are members, as this one says.</summary>
    public async Task<IReadOnlyList<int>> MembersSeenBy(int index) =>
        [.. (await Get(index, "/master/gateways"))["masters"]!.AsArray().Select(master => Array.IndexOf(_addresses, IPEndPoint.Parse((string)master!)))];

    /// <summary>A silo's document.</summary>
    public async Task<JsonNode> Get(int index, string path) => JsonNode.Parse(await Read(index, path))!;

    /// <summary>A silo's answer, as it is.</summary>
    public Task<string> Read(int index, string path) => ClientOf(index).GetStringAsync(Address(index, path));

    /// <summary>An agent's document.</summary>
    public async Task<JsonNode> GetOf(TestProgram agent, string path)
    {
        var address = new Uri(new Uri(await agent.Line("agent ready: ")), path);
        var machine = _plan.Network?.Machines.FirstOrDefault(machine => machine.Address == address.Host);
        return JsonNode.Parse(await (machine?.Http ?? Http).GetStringAsync(address))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _agents.Concat(_silos))
        {
            if (program is not null)
            {
                await program.DisposeAsync();
            }
        }

        foreach (var server in _replicas.Append(Database))
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }

    private async Task Launch(int index)
    {
        var address = _addresses[index];
        string[] log = _replicas.Count == 0 ? [] : [$"--log_replicas={string.Join(',', _replicas.Select(replica => replica.ConnectionString()))}"];
        string[] machine = _plan.Network is null ? [] : [$"--ip={address.Address}", $"--hostname={address.Address}"];
        _silos[index] = TestProgram.StartOn(_plan.Network?.Machines[index], "Silo", [
            $"--port={address.Port.ToString(CultureInfo.InvariantCulture)}", $"--work_dir={Path.Combine(_folder.FullName, $"silo-{index}")}",
            $"--cluster_database={_clusterDatabase}", .. log, .. machine, .. _plan.Flags]);
        await _silos[index].Line("silo ready: ");
    }

    private Task IsMember(int index) => Eventually.Holds("the silo is a member for all", async () =>
    {
        var views = await Task.WhenAll(Running().Select(MembersSeenBy));
        return views.All(view => view.Contains(index));
    });

    private PostgresPlace PlaceOf(int machine) => _plan.Network?.Machines[machine].Place ?? PostgresPlace.Loopback;

    private HttpClient ClientOf(int index) => _plan.Network?.Machines[index].Http ?? Http;

    private Uri Address(int index, string path) => new($"http://{_addresses[index]}{path}");
}
