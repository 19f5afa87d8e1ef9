using System.Text.Json.Nodes;

namespace MesosOrleans.Tests.Support;

/// <summary>A silo and agents as processes, on free ports and in a folder of their own; everything is gone when it is disposed.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-test-");
    private readonly string[] _siloFlags;
    private readonly int _port = FreePorts.Next();
    private readonly List<TestProgram> _agents = [];

    private TestCluster(string[] siloFlags) => _siloFlags = siloFlags;

    public TestProgram Silo { get; private set; } = null!;

    public IReadOnlyList<TestProgram> Agents => _agents;

    /// <summary><c>HOST:PORT</c>; the same after a restart of the silo.</summary>
    public string Master => $"127.0.0.1:{_port}";

    public string Folder => _folder.FullName;

    /// <summary>Starts the silo and so many agents, and waits until they are registered.</summary>
    public static async Task<TestCluster> Start(int agents = 1, params string[] siloFlags)
    {
        var cluster = new TestCluster(siloFlags);
        try
        {
            await cluster.StartSilo();
            for (var i = 0; i < agents; i++)
            {
                await cluster.StartAgent();
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the silo, also again after its end, with the same port and work directory.</summary>
    public async Task StartSilo()
    {
        Silo = TestProgram.Start("Silo", [$"--port={_port}", $"--work_dir={Path.Combine(Folder, "silo")}", .. _siloFlags]);
        await Silo.Line("silo ready: ");
    }

    /// <summary>Starts one more agent and waits until it is registered.</summary>
    public async Task<TestProgram> StartAgent(params string[] flags)
    {
        var agent = StartAgentUnawaited(Path.Combine(Folder, $"agent-{_agents.Count}"), flags);
        _agents.Add(agent);
        await agent.Line("agent ready: ");
        return agent;
    }

    /// <summary>Starts an agent again after its end, on the same work directory.</summary>
    public async Task RestartAgent(int index, params string[] flags)
    {
        await _agents[index].DisposeAsync();
        _agents[index] = StartAgentUnawaited(Path.Combine(Folder, $"agent-{index}"), flags);
        await _agents[index].Line("agent ready: ");
    }

    /// <summary>Starts an agent that perhaps never registers; the caller's to dispose.</summary>
    public TestProgram StartAgentUnawaited(string workDir, params string[] flags) => TestProgram.Start(
        "AgentHost",
        [
            $"--master={Master}", "--port=0", $"--work_dir={workDir}", "--registration_backoff_factor=50ms",
            .. flags.Any(flag => flag.StartsWith("--resources=", StringComparison.Ordinal)) ? [] : (string[])["--resources=cpus:8;mem:8192;disk:8192"],
            .. flags,
        ]);

    /// <summary>An endpoint's document.</summary>
    public async Task<JsonNode> Get(string path) => JsonNode.Parse(await Http.GetStringAsync(new Uri($"http://{Master}{path}")))!;

    /// <summary>The slaves of <c>/master/state.json</c>.</summary>
    public async Task<JsonArray> Slaves() => (await Get("/master/state.json"))["slaves"]!.AsArray();

    /// <summary>A value of <c>/metrics/snapshot</c>.</summary>
    public async Task<double> Metric(string name) => (double)(await Get("/metrics/snapshot"))[name]!;

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _agents.Prepend(Silo))
        {
            if (program is not null)
            {
                await program.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }
}
