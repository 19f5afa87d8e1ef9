using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster.Contracts;

/// <summary>A cluster of which every list of every document has an entry: tasks that wait, run and have ended, offers, a framework that has ended.</summary>
public sealed class OneOfEverything : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    private readonly DirectoryInfo _logs = Directory.CreateTempSubdirectory("mesos-test-");
    private TestCluster _cluster = null!;
    private TestFramework _framework = null!;
    private string _agent = "";
    private string _profiled = "";
    private string _sandbox = "";

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.Start(0, "--allocation_interval=200ms", "--cluster=contract", $"--log_dir={_logs.FullName}");
        var agent = await _cluster.StartAgent("--attributes=rack:b12;level:2.5", $"--log_dir={Path.Combine(_cluster.Folder, "logs")}", "--executor_registration_timeout=1hrs");
        _agent = (await agent.Line("agent ready: http://")).Split(' ')[0];
        await EndAFramework();
        _framework = await TestFramework.Subscribe(_cluster.Master, new FrameworkInfo { Name = "contract" });
        await _framework.Launch(TestFramework.Command("ends", "true"), TestFramework.Command("stays", "echo it; sleep 600"), Queued());
        await _framework.Reaches("stays", TaskState.Running);
        await _framework.Reaches("ends", TaskState.Finished);
        _sandbox = await Sandbox();
        TestProgram.Variables.Value = new Dictionary<string, string> { ["LIBPROCESS_ENABLE_PROFILER"] = "1" };
        // With it the log has been written to twice, so that its times have a history.
        var profiled = await _cluster.StartAgent("--attributes=rack:b12;level:2.5");
        _profiled = (await profiled.Line("agent ready: http://")).Split(' ')[0];
        await Eventually.Holds("the framework has an offer", async () =>
            (await _cluster.Get("/master/state.json"))["frameworks"]![0]!["offers"]!.AsArray().Count > 0);
    }

    /// <summary>The address of an endpoint; <c>SANDBOX</c> in it is that of a task that has written something.</summary>
    public Uri AddressOf(string program, string path)
    {
        var authority = program switch
        {
            "master" => _cluster.Master,
            "slave" => _agent,
            _ => _profiled,
        };
        return new Uri($"http://{authority}{path.Replace("SANDBOX", _sandbox, StringComparison.Ordinal)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_framework is not null)
        {
            await _framework.DisposeAsync();
        }

        await _cluster.DisposeAsync();
        _logs.Delete(recursive: true);
    }

    private async Task EndAFramework()
    {
        await using (var ended = await TestFramework.Subscribe(_cluster.Master, new FrameworkInfo { Name = "ended" }))
        {
            await ended.Launch(TestFramework.Command("of-the-past", "true"));
            await ended.Reaches("of-the-past", TaskState.Finished);
        }

        await Eventually.Holds("it is among the completed ones", async () => (await _cluster.Get("/master/state.json"))["completed_frameworks"]!.AsArray().Count == 1);
        await Eventually.Holds("its slave has it among the completed ones", async () =>
            JsonNode.Parse(await Http.GetStringAsync(AddressOf("slave", "/state.json")))!["completed_frameworks"]!.AsArray().Count == 1);
    }

    /// <summary>Its executor runs and never says so, and so it waits.</summary>
    private static TaskInfo Queued() => new()
    {
        Name = "waits",
        TaskId = new TaskId("waits"),
        SlaveId = new SlaveId(""),
        Resources = Resources.Parse("cpus:0.1;mem:16"),
        Executor = new ExecutorInfo
        {
            ExecutorId = new ExecutorId("silent"),
            Command = new CommandInfo { Value = "sleep 600", Environment = [new EnvironmentVariable("A", "1")], Uris = [new CommandUri { Value = "/etc/hostname" }] },
            Resources = Resources.Parse("cpus:0.1;mem:16"),
        },
    };

    private async Task<string> Sandbox()
    {
        var found = "";
        await Eventually.Holds("the sandbox has what the task wrote", async () =>
        {
            var state = JsonNode.Parse(await Http.GetStringAsync(AddressOf("slave", "/slave(1)/state.json")))!;
            found = state["frameworks"]!.AsArray().SelectMany(framework => framework!["executors"]!.AsArray())
                .Where(executor => (string)executor!["id"]! == "stays").Select(executor => (string)executor!["directory"]!).SingleOrDefault() ?? "";
            return found.Length > 0 && File.Exists(Path.Combine(found, "stdout")) && new FileInfo(Path.Combine(found, "stdout")).Length > 0;
        });
        return found;
    }
}
