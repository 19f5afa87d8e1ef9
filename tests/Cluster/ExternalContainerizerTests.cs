using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Agents whose containers a program in Python runs, which knows the protocol from its description alone.</summary>
public sealed class ExternalContainerizerTests
{
    private static readonly FrameworkInfo Checkpointing = new() { Name = "test", Checkpoint = true };

    /// <summary>Mesos 0.19 <c>external_containerizer_test.cpp:125</c>.</summary>
    [Fact]
    public async Task A_task_runs_is_measured_and_ends_when_it_is_killed()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(0);
        var agent = await cluster.StartAgent(Flags(cluster));
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);

        JsonNode? statistics = null;
        await Eventually.Holds("the program tells what it uses", async () =>
        {
            var usage = await Usage(agent);
            statistics = usage.Count == 1 ? usage[0]!["statistics"] : null;
            return statistics is not null;
        });
        Assert.True((double)statistics!["mem_rss_bytes"]! > 0);
        Assert.Equal(2.5, (double)statistics["cpus_limit"]!);

        framework.Scheduler.Kill(new TaskId("t"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("t", TaskState.Killed)).State);
        Assert.Equal([TaskState.Running, TaskState.Killed], framework.StatusesOf("t").Select(status => status.State));
        Assert.Empty(tasks.All);
    }

    [Fact]
    public async Task The_executor_of_Mesos_runs_the_command_in_the_container_and_tells_how_it_fares()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(0);
        await cluster.StartAgent(Flags(cluster, "--run=executor"));
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(
            TestFramework.Command("fails", "echo $MESOS_EXECUTOR_ID; exit 3"), TestFramework.Command("long", tasks.Sleep()), TestFramework.Command("well", "true"));

        var end = await framework.Reaches("fails", TaskState.Failed);
        Assert.Equal((TaskState.Failed, "Command exited with status 3", TaskStatusSource.Executor), (end.State, end.Message, end.Source));
        Assert.Equal("fails\n", Outputs(cluster, "fails"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("well", TaskState.Finished)).State);
        await framework.Reaches("long", TaskState.Running);
        await Eventually.Holds("its executor runs the command", () => tasks.Count > 0);
        framework.Scheduler.Kill(new TaskId("long"));
        var killed = await framework.Reaches("long", TaskState.Killed);
        Assert.Equal((TaskState.Killed, "Command terminated with signal Terminated"), (killed.State, killed.Message));
        await Eventually.Holds("nothing of it is left", () => tasks.All.Count == 0);
    }

    /// <summary>Rule 15.5.</summary>
    [Fact]
    public async Task The_executor_of_Mesos_runs_other_words_in_place_of_the_command()
    {
        await using var cluster = await TestCluster.Start(0);
        await cluster.StartAgent(Flags(cluster, "--run=override"));
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("instead", "true"));
        Assert.Equal("Command exited with status 7", (await framework.Reaches("instead", TaskState.Failed)).Message);
        Assert.Equal("instead\n", Outputs(cluster, "instead"));
    }

    [Fact]
    public async Task An_executor_that_is_held_subscribes_and_runs_nothing_before_it_is_released()
    {
        await using var cluster = await TestCluster.Start(0);
        var agent = await cluster.StartAgent(Flags(cluster, "--run=held"));
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var release = Path.Combine(State(cluster), "release");
        await framework.Launch(TestFramework.Command("held", $"test -e {release}"));
        await Eventually.Holds("its executor has the task", async () => (await Executors(agent)).Any(executor => executor!["tasks"]!.AsArray().Count == 1));

        await File.WriteAllTextAsync(release, "", TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("held", TaskState.Finished)).State);
    }

    [Fact, Trait("Invariant", "6 no orphan"), Trait("Invariant", "5 no lost word")]
    public async Task After_a_restart_of_the_agent_what_the_program_knows_goes_on_and_what_it_does_not_is_lost()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(0);
        var flags = Flags(cluster);
        await cluster.StartAgent(flags);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await using var forgetful = await TestFramework.Subscribe(cluster.Master);
        var go = Path.Combine(cluster.Folder, "go");
        await framework.Launch(
            TestFramework.Command("stays", $"while [ ! -e {go} ]; do sleep 0.05; done; exit 4; echo {tasks.Mark}"), TestFramework.Command("gone", tasks.Sleep()));
        await forgetful.Launch(TestFramework.Command("orphan", tasks.Sleep()));
        await framework.Reaches("stays", TaskState.Running);
        await framework.Reaches("gone", TaskState.Running);
        await forgetful.Reaches("orphan", TaskState.Running);
        await Eventually.Holds("each is waited for", () => Calls(cluster, "wait") == 3);

        await cluster.Agents[0].Kill9();
        var gone = Path.GetFileName(Directory.ResolveLinkTarget(Latest(cluster, "gone"), returnFinalTarget: true)!.FullName);
        File.Delete(Path.Combine(State(cluster), $"{gone}.pid"));
        await cluster.RestartAgent(0, flags);

        Assert.Equal(TaskState.Lost, (await framework.Reaches("gone", TaskState.Lost)).State);
        Assert.Equal(TaskState.Lost, (await forgetful.Reaches("orphan", TaskState.Lost)).State);
        await Eventually.Holds("only the one that stays runs", () => tasks.Count == 1);
        Assert.Single(TaskProcesses.With(State(cluster)), pid => CommandLine(pid).EndsWith("wait", StringComparison.Ordinal) && !CommandLine(pid).StartsWith("sh", StringComparison.Ordinal));
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        var end = await framework.Reaches("stays", TaskState.Failed);
        Assert.Equal("Command exited with status 4", end.Message);
        Assert.Equal([TaskState.Running, TaskState.Failed], framework.StatusesOf("stays").Select(status => status.State));
        await Eventually.Holds("nothing is left", () => tasks.All.Count == 0);
    }

    [Fact]
    public async Task A_task_whose_container_cannot_be_started_fails_with_the_reason_and_its_resources_are_free()
    {
        await using var cluster = await TestCluster.Start(0);
        await cluster.StartAgent(Flags(cluster, "--fault=launch:status"));
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("t", "true", "cpus:8;mem:8192"));

        var end = await framework.Reaches("t", TaskState.Failed);
        Assert.Equal("The task could not be started: the containerizer's 'launch' exited with status 3: the engine is on fire", end.Message);
        // All of the machine again.
        await framework.Launch(TestFramework.Command("next", "true", "cpus:8;mem:8192"));
        await framework.Reaches("next", TaskState.Failed);
    }

    [Fact]
    public async Task An_agent_whose_program_is_missing_says_so_and_does_not_start()
    {
        await using var cluster = await TestCluster.Start(0);
        await using var agent = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent"), "--isolation=external", "--containerizer_path=/no/such/program");

        Assert.Equal(1, await agent.Exit());
        Assert.Contains("cannot recover: the containerizer program was not found ('recover' exited with status 127)", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fetcher_of_Mesos_brings_what_its_variables_name()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("it.txt", "fetched");
        var sandbox = Directory.CreateDirectory(Path.Combine(folder.Path, "sandbox")).FullName;

        var (code, errors) = await Fetch(("MESOS_EXECUTOR_URIS", $"{file}+1N"), ("MESOS_WORK_DIRECTORY", sandbox));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("fetched", await File.ReadAllTextAsync(Path.Combine(sandbox, "it.txt"), TestContext.Current.CancellationToken));
        (code, errors) = await Fetch(("MESOS_EXECUTOR_URIS", "/no/such/file+0X"), ("MESOS_WORK_DIRECTORY", sandbox));
        Assert.Equal(1, code);
        Assert.StartsWith("mesos-fetcher: Failed to fetch '/no/such/file'", errors, StringComparison.Ordinal);
    }

    private static string[] Flags(TestCluster cluster, string options = "") =>
    [
        "--containerizers=external,mesos", "--default_container_image=docker:///none",
        $"--containerizer_path=exec python3 {Path.Combine(Repository.Root, "tests/Unit/AgentHost/Containerizers/External/containerizer.py")} --state={State(cluster)} {options}",
    ];

    private static string State(TestCluster cluster) => Directory.CreateDirectory(Path.Combine(cluster.Folder, "containers")).FullName;

    private static int Calls(TestCluster cluster, string command)
    {
        using var file = new StreamReader(new FileStream(Path.Combine(State(cluster), "calls"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Split('\n').Count(line => line.Contains($"\"command\": \"{command}\"", StringComparison.Ordinal));
    }

    private static async Task<JsonArray> Usage(TestProgram agent)
    {
        using var http = new HttpClient();
        var address = (await agent.Line("agent ready: ")).Trim();
        return JsonNode.Parse(await http.GetStringAsync(new Uri($"{address}/monitor/statistics.json")))!.AsArray();
    }

    private static async Task<IEnumerable<JsonNode?>> Executors(TestProgram agent)
    {
        using var http = new HttpClient();
        var address = (await agent.Line("agent ready: ")).Trim();
        return JsonNode.Parse(await http.GetStringAsync(new Uri($"{address}/state.json")))!["frameworks"]!.AsArray().SelectMany(framework => framework!["executors"]!.AsArray());
    }

    private static string Latest(TestCluster cluster, string executor) =>
        Directory.EnumerateDirectories(cluster.Folder, "latest", SearchOption.AllDirectories)
            .Single(link => link.Contains($"/executors/{executor}/runs/", StringComparison.Ordinal) && !link.Contains("/meta/", StringComparison.Ordinal));

    private static string Outputs(TestCluster cluster, string executor) => File.ReadAllText(Path.Combine(Latest(cluster, executor), "stdout"));

    private static string CommandLine(int pid) => File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();

    private static async Task<(int Code, string Errors)> Fetch(params (string Name, string Value)[] variables)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Path.Combine(Path.GetDirectoryName(TestProgram.PathOf("AgentHost"))!, "libexec/mesos-fetcher")) { RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }
}
