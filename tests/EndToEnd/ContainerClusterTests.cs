using MesosOrleans.Protocol;
using MesosOrleans.Tests.Containers.Running;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>A cluster of an agent with Docker and one with an OCI runtime, all of it real.</summary>
public sealed class ContainerClusterTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private const string Limit = "33554432";

    private static readonly string Program = Path.Combine(Repository.Root, "artifacts/bin/ExternalContainerizer/release/native/mesos-external-containerizer");

    [Fact]
    public Task Tasks_in_containers_of_both_kinds_survive_the_death_of_their_agents_and_leave_nothing() => Run(4);

    [Fact, Trait("Category", "Long")]
    public Task Fifty_tasks_in_containers_of_each_kind_survive_the_death_of_their_agents_and_leave_nothing() => Run(50);

    private async Task Run(int count)
    {
        using var folder = new TemporaryFolder();
        RootFilesystem.Make(folder.Path + "/root");
        Directory.CreateDirectory(folder.Path + "/shared");
        (string Kind, string Image, string Flags)[] kinds =
        [
            ("docker", DockerEngine.Image, $"--backend=docker --docker_socket={engine.Socket}"),
            ("oci", $"file://{folder.Path}/root", "--backend=oci"),
        ];
        await using var silo = TestProgram.Start("Silo", "--port=0", $"--work_dir={folder.Path}/silo");
        var master = await silo.Line("silo ready: http://");
        var agents = new List<TestProgram>();
        foreach (var kind in kinds) agents.Add(await Agent(kind.Kind, kind.Flags));
        try
        {
            await using var framework = await TestFramework.Subscribe(master, new FrameworkInfo { Name = "containers", Checkpoint = true });
            var ids = new List<string>();
            while (ids.Count < 2 * (count + 2))
            {
                var offer = await framework.Offer();
                var kind = kinds.Single(one => one.Kind == offer.Hostname);
                if (ids.Contains($"{kind.Kind}-oom")) continue;
                TaskInfo[] tasks =
                [
                    .. Enumerable.Range(0, count).Select(i => TaskOf($"{kind.Kind}-{i}", kind.Image, Measuring)), TaskOf($"{kind.Kind}-oom", kind.Image, "head -c 200000000 /dev/zero | tail"),
                    TaskOf($"{kind.Kind}-killed", kind.Image, "sleep 1000"),
                ];
                framework.Scheduler.Accept(offer, [.. tasks.Select(task => task with { SlaveId = offer.SlaveId })], Filters.None);
                ids.AddRange(tasks.Select(task => task.TaskId.Value));
            }

            foreach (var id in ids.Where(id => !id.EndsWith("oom", StringComparison.Ordinal))) Assert.Equal(TaskState.Running, (await framework.Reaches(id, TaskState.Running)).State);
            foreach (var agent in agents) await agent.Kill9();
            // What ends now, ends unseen.
            await File.WriteAllTextAsync(folder.Path + "/shared/go", "");
            for (var i = 0; i < kinds.Length; i++) agents[i] = await Agent(kinds[i].Kind, kinds[i].Flags);
            foreach (var kind in kinds) framework.Scheduler.Kill(new TaskId($"{kind.Kind}-killed"));
            await framework.End(ids);

            foreach (var id in ids) Assert.Single(framework.EndsOf(id));
            foreach (var kind in kinds)
            {
                for (var i = 0; i < count; i++) Assert.Equal([TaskState.Finished], framework.EndsOf($"{kind.Kind}-{i}"));
                for (var i = 0; i < count; i++) Assert.Equal([Limit, "done"], await File.ReadAllLinesAsync(Sandbox(kind.Kind, $"{kind.Kind}-{i}") + "/stdout"));
                Assert.Equal([TaskState.Killed], framework.EndsOf($"{kind.Kind}-killed"));
                var oom = framework.StatusesOf($"{kind.Kind}-oom").Single(status => status.State.IsTerminal());
                Assert.Equal(TaskState.Failed, oom.State);
                Assert.StartsWith("Memory limit exceeded: Requested: 32MB", oom.Message, StringComparison.Ordinal);
            }

            await Eventually.Holds("nothing of a container is left", async () =>
                await engine.Count() == 0 && Directory.GetDirectories(folder.Path + "/oci/containerizer/bundles").Length == 0 && TaskProcesses.With("mesos-executor").Count == 0);
        }
        finally
        {
            foreach (var agent in agents) await agent.DisposeAsync();
            await Eventually.Holds($"no process of {folder.Path} is left", () => TaskProcesses.With(folder.Path + "/").All(pid => pid == silo.Pid));
        }

        async Task<TestProgram> Agent(string kind, string flags)
        {
            var agent = TestProgram.Start(
                "AgentHost", $"--master={master}", "--port=0", $"--hostname={kind}", $"--work_dir={folder.Path}/{kind}", "--resources=cpus:100;mem:10000;disk:1000",
                "--isolation=external", $"--containerizer_path={Program} {flags}", "--executor_registration_timeout=5mins", "--registration_backoff_factor=50ms");
            await agent.Line("agent ready: ");
            return agent;
        }

        TaskInfo TaskOf(string id, string image, string command)
        {
            var task = TestFramework.Command(id, command, "cpus:0.1;mem:32");
            return task with { Command = task.Command! with { Container = new CommandContainerInfo { Image = image, Options = ["-v", folder.Path + "/shared:/shared:ro"] } } };
        }

        string Sandbox(string kind, string task) =>
            Directory.GetDirectories($"{folder.Path}/{kind}/slaves").SelectMany(slave => Directory.GetDirectories(slave + "/frameworks")).Select(framework => $"{framework}/executors/{task}/runs/latest").Single(Directory.Exists);
    }

    private const string Measuring =
        "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max; while [ ! -e /shared/go ]; do sleep 0.2; done; echo done";
}
