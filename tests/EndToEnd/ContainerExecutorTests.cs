using System.Text.Json.Nodes;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Containers.Running;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>Executors inside of containers of both kinds, with a real agent.</summary>
public sealed class ContainerExecutorTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private static readonly string Program = Path.Combine(Repository.Root, "artifacts/bin/ExternalContainerizer/release/native/mesos-external-containerizer");

    /// <summary>An executor in Python that shares no code with the agent. The image has the machine's Python for a volume.</summary>
    [Theory, InlineData("docker", " --socket"), InlineData("docker", ""), InlineData("oci", " --socket"), InlineData("oci", "")]
    public async Task An_executor_in_a_container_reaches_the_agent_by_the_socket_and_by_the_network(string kind, string way)
    {
        await using var scene = await Scene.Start(kind, engine);
        await using var framework = await TestFramework.Subscribe(scene.Master);
        var command = new CommandInfo
        {
            Value = $"exec /usr/bin/python3 /tests/executor.py{way}",
            Container = new CommandContainerInfo
            {
                Image = scene.Image,
                Options = ["-v", "/usr:/usr:ro", "-v", "/lib:/lib:ro", "-v", "/lib64:/lib64:ro", "-v", Path.Combine(Repository.Root, "tests/Cluster") + ":/tests:ro"],
            },
        };

        await framework.Launch(OfExecutor("a", command, "run"), OfExecutor("b", command, "end"));
        var first = await framework.Reaches("a", TaskState.Running);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("b", TaskState.Finished)).State);
        framework.Scheduler.Send(first.SlaveId!.Value, new ExecutorId("it"), "hi"u8);
        var echo = await framework.Sees<SchedulerEvent.MessageReceived>();
        framework.Scheduler.Kill(new TaskId("a"));
        var killed = await framework.Reaches("a", TaskState.Killed);

        // In a namespace of its own.
        Assert.Equal("by pid 1", first.Message);
        Assert.Equal("echo hi", System.Text.Encoding.UTF8.GetString(echo.Data.AsSpan()));
        Assert.Equal((TaskState.Killed, "as asked"), (killed.State, killed.Message));
    }

    private static TaskInfo OfExecutor(string id, CommandInfo command, string data)
    {
        var task = TestFramework.OfExecutor(id, "", data);
        return task with { Executor = task.Executor! with { Command = command } };
    }

    /// <summary>A silo and an agent with containers of one kind.</summary>
    private sealed class Scene(TemporaryFolder folder, TestProgram silo, string kind) : IAsyncDisposable
    {
        private TestProgram? _agent;

        public string Master { get; private set; } = "";

        public string Image => kind == "docker" ? DockerEngine.Image : $"file://{folder.Path}/root";

        public static async Task<Scene> Start(string kind, DockerEngine engine)
        {
            var folder = new TemporaryFolder();
            RootFilesystem.Make(folder.Path + "/root");
            var scene = new Scene(folder, TestProgram.Start("Silo", "--port=0", "--allocation_interval=200ms", $"--work_dir={folder.Path}/silo"), kind);
            try
            {
                await scene.StartAgent(kind == "docker" ? $"--backend=docker --docker_socket={engine.Socket}" : "--backend=oci");
                return scene;
            }
            catch
            {
                await scene.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_agent is not null)
            {
                // With the framework its executor ends.
                using var http = new HttpClient();
                var state = new Uri((await _agent.Line("agent ready: ")).Trim() + "/state.json");
                await Eventually.Holds("the agent has no executor", async () => JsonNode.Parse(await http.GetStringAsync(state))!["frameworks"]!.AsArray().Count == 0);
                await _agent.DisposeAsync();
            }

            await silo.DisposeAsync();
            await Eventually.Holds($"no process of {folder.Path} is left", () => TaskProcesses.With(folder.Path + "/").Count == 0);
            folder.Dispose();
        }

        private async Task StartAgent(string flags)
        {
            Master = await silo.Line("silo ready: http://");
            _agent = TestProgram.Start(
                "AgentHost", $"--master={Master}", "--port=0", $"--work_dir={folder.Path}/agent", "--resources=cpus:100;mem:10000;disk:1000", "--isolation=external",
                $"--containerizer_path={Program} {flags}", "--executor_registration_timeout=5mins", "--registration_backoff_factor=50ms");
            await _agent.Line("agent ready: ");
        }
    }
}
