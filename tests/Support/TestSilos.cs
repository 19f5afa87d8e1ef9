using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MesosOrleans.Tests.Support.Postgres;

namespace MesosOrleans.Tests.Support;

/// <summary>Silos that are one cluster, and agents, as processes; with a PostgreSQL server of their own for what they share.</summary>
public sealed class TestSilos : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-test-");
    private readonly string[] _siloFlags;
    private readonly int[] _ports;
    private readonly TestProgram[] _silos;
    private readonly List<TestProgram> _agents = [];
    private string _clusterDatabase = "";

    private TestSilos(int silos, string[] siloFlags)
    {
        (_siloFlags, _silos) = (siloFlags, new TestProgram[silos]);
        _ports = FreePorts(silos);
    }

    public PostgresServer Database { get; private set; } = null!;

    public IReadOnlyList<TestProgram> Silos => _silos;

    public IReadOnlyList<TestProgram> Agents => _agents;

    /// <summary>What agents and schedulers are told: all silos.</summary>
    public string Masters => string.Join(',', _ports.Select(port => $"127.0.0.1:{port}"));

    /// <summary>Starts so many silos at once and so many agents, and waits until all are in order.</summary>
    public static async Task<TestSilos> Start(int silos, int agents, params string[] siloFlags)
    {
        var cluster = new TestSilos(silos, siloFlags);
        try
        {
            cluster.Database = await PostgresServer.Start();
            cluster._clusterDatabase = await cluster.Database.CreateDatabase("mesos");
            await Task.WhenAll(Enumerable.Range(0, silos).Select(cluster.Launch));
            await Task.WhenAll(cluster.Running().Select(cluster.IsMember));
            await Task.WhenAll(Enumerable.Range(0, agents).Select(_ => cluster.StartAgent()));
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

    /// <summary>Starts one more agent and waits until it is registered.</summary>
    public async Task<TestProgram> StartAgent()
    {
        var agent = TestProgram.Start("AgentHost",
            $"--master={Masters}", "--port=0", $"--work_dir={Path.Combine(_folder.FullName, $"agent-{Guid.NewGuid():N}")}",
            "--resources=cpus:8;mem:8192;disk:8192", "--registration_backoff_factor=50ms");
        lock (_agents)
        {
            _agents.Add(agent);
        }

        await agent.Line("agent ready: ");
        return agent;
    }

    /// <summary>Numbers of the silos that do not rest.</summary>
    public IEnumerable<int> Running() => Enumerable.Range(0, _silos.Length).Where(index => _silos[index] is { HasExited: false });

    /// <summary>The silo that leads, as this one says.</summary>
    public async Task<int> LeaderSeenBy(int index)
    {
        using var answer = await Http.GetAsync(Address(index, "/master/redirect"));
        return Array.IndexOf(_ports, answer.Headers.Location!.Port);
    }

    /// <summary>The silos that are members, as this one says.</summary>
    public async Task<IReadOnlyList<int>> MembersSeenBy(int index) =>
        [.. (await Get(index, "/master/gateways"))["masters"]!.AsArray().Select(master => Array.IndexOf(_ports, IPEndPoint.Parse((string)master!).Port))];

    /// <summary>A silo's document.</summary>
    public async Task<JsonNode> Get(int index, string path) => JsonNode.Parse(await Http.GetStringAsync(Address(index, path)))!;

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _agents.Concat(_silos))
        {
            if (program is not null)
            {
                await program.DisposeAsync();
            }
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task Launch(int index)
    {
        var workDir = Path.Combine(_folder.FullName, $"silo-{index}");
        _silos[index] = TestProgram.Start(
            "Silo", [$"--port={_ports[index]}", $"--work_dir={workDir}", $"--cluster_database={_clusterDatabase}", .. _siloFlags]);
        await _silos[index].Line("silo ready: ");
    }

    private Task IsMember(int index) => Eventually.Holds("the silo is a member for all", async () =>
    {
        var views = await Task.WhenAll(Running().Select(MembersSeenBy));
        return views.All(view => view.Contains(index));
    });

    private Uri Address(int index, string path) => new($"http://127.0.0.1:{_ports[index]}{path}");

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
