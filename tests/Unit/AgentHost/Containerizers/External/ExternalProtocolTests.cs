using System.Text.Json.Nodes;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Wire;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers.External;

/// <summary>What a program that knows nothing of us sees of each call (rules 18.2 to 18.8), and what comes of what it answers.</summary>
public sealed class ExternalProtocolTests
{
    [Fact]
    public async Task A_container_goes_from_launch_to_the_end_that_wait_tells()
    {
        await using var scene = new ExternalScene();
        var spec = scene.Spec("echo hello; exit 3");

        var container = await scene.Launch(spec);
        var end = await container.Ended;

        Assert.Equal((3, "Command exited with status 3", false), (end.Exit.ExitCode, end.Exit.Message, end.IsLimitation));
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(spec.Directory, "stdout"), TestContext.Current.CancellationToken));
        Assert.Equal(["launch", "wait"], scene.Calls.Select(call => (string)call["command"]!));
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task Every_call_gets_its_message_with_an_input_that_stays_open_in_the_sandbox_in_a_session_of_its_own()
    {
        await using var scene = new ExternalScene();
        var spec = scene.Spec("sleep 1000");
        var container = await scene.Launch(spec);
        await container.Update(Resources.Parse("cpus:2"), CancellationToken.None);
        var usage = await container.Usage(CancellationToken.None);
        container.Kill();
        var end = await container.Ended;

        Assert.Equal((9, "Command terminated with signal Killed"), (end.Exit.Signal, end.Exit.Message));
        Assert.Equal(2.5, usage.CpusLimit);
        Assert.True(usage.MemRssBytes > 0);
        var calls = scene.Calls.OrderBy(call => (string)call["command"]!, StringComparer.Ordinal).ToArray();
        Assert.Equal(["destroy", "launch", "update", "usage", "wait"], calls.Select(call => (string)call["command"]!));
        var id = Bytes.Id(1, spec.Id.Value);
        Assert.Equal(
            [id, Launch(spec), [.. id, .. Bytes.Message(2, Bytes.Text(1, "cpus"), Bytes.Varint(2, 0), Bytes.Message(3, Bytes.Double(1, 2)), Bytes.Text(6, "*"))], id, id],
            calls.Select(call => Convert.FromHexString((string)call["input"]!)));
        Assert.All(calls, call =>
        {
            Assert.Equal(spec.Directory, (string)call["directory"]!);
            Assert.True((bool)call["isLeader"]!);
            Assert.True((bool)call["isInputOpen"]!);
        });
        Assert.Equal(5, ExternalScene.Errors(spec).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task The_variables_are_those_of_the_rules_and_a_launch_has_more()
    {
        await using var scene = new ExternalScene();
        await (await scene.Launch("true")).Ended;

        var launch = Environment(scene.Calls, "launch");
        Assert.Equal(
            "HADOOP_HOME=/the/hadoop MESOS_DEFAULT_CONTAINER_IMAGE=docker:///default MESOS_LIBEXEC_DIRECTORY=/the/libexec MESOS_SLAVE_ID=S "
            + $"MESOS_WORK_DIRECTORY={scene.Settings.WorkDirectory} OWN=agent",
            launch);
        Assert.Equal($"MESOS_LIBEXEC_DIRECTORY=/the/libexec MESOS_WORK_DIRECTORY={scene.Settings.WorkDirectory} OWN=agent", Environment(scene.Calls, "wait"));
    }

    [Fact]
    public async Task What_the_framework_said_of_its_image_reaches_the_program_byte_for_byte()
    {
        await using var scene = new ExternalScene();
        var said = Bytes.Of(Bytes.Text(99, "unknown"), Bytes.Text(1, "docker:///ubuntu:14.04"), Bytes.Text(2, "--net=host"));
        var spec = scene.Spec("true");
        var command = spec.External!.Task!.Command! with { Container = CommandContainerInfoCodec.Instance.FromProtobuf(said, Dialect.V0) };
        await (await scene.Launch(spec with { External = spec.External with { Task = spec.External.Task with { Command = command } } })).Ended;

        var input = Convert.ToHexString(Convert.FromHexString((string)scene.Calls[0]["input"]!));
        var carried = Convert.ToHexString(Bytes.Message(4, said));
        // In the command of the task, and in that of the executor that was made for it.
        Assert.Equal(2, input.Split(carried).Length - 1);
    }

    [Fact]
    public async Task A_program_of_the_shell_is_one_too()
    {
        await using var scene = new ExternalScene();
        scene.Settings = scene.Settings with { Path = $"sh {ExternalScene.Beside("containerizer.sh")} {scene.State}" };
        var spec = scene.Spec("ignored");

        var container = await scene.Launch(spec);
        Assert.Equal(1.0, (await container.Usage(CancellationToken.None)).Timestamp);
        await container.Update(Resources.Parse("cpus:2"), CancellationToken.None);
        container.Kill();

        Assert.Equal(9, (await container.Ended).Exit.Signal);
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_sandbox_is_given_to_its_user_before_each_call_and_the_program_runs_as_the_agent()
    {
        Assert.SkipUnless(System.Environment.IsPrivilegedProcess, "only root can give files away");
        await using var scene = new ExternalScene();
        var nobody = UserAccountClient.Find("nobody")!;
        var spec = scene.Spec("stat -c %u . fetched stderr", "nobody");
        await File.WriteAllTextAsync(Path.Combine(spec.Directory, "fetched"), "", TestContext.Current.CancellationToken);

        await (await scene.Launch(spec)).Ended;

        Assert.All(scene.Calls, call => Assert.Equal(nobody.UserId, (uint)call["user"]!));
        var owners = await File.ReadAllLinesAsync(Path.Combine(spec.Directory, "stdout"), TestContext.Current.CancellationToken);
        Assert.Equal([.. Enumerable.Repeat($"{nobody.UserId}", 3)], owners);
    }

    [Fact]
    public async Task Launches_run_at_the_same_time()
    {
        await using var scene = new ExternalScene(fault: "launch:hang:1");
        using var enough = new CancellationTokenSource();
        var stuck = scene.NewContainerizer().Launch(scene.Spec("sleep 1000"), enough.Token);
        while (!File.Exists(Path.Combine(scene.State, "faults"))) await Task.Yield();

        var end = await (await scene.Launch("exit 0")).Ended;

        Assert.Equal(0, end.Exit.ExitCode);
        Assert.False(stuck.IsCompleted);
        await enough.CancelAsync();
        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => stuck);
        Assert.StartsWith("the containerizer's 'launch' was given up before it had ended", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Processes());
    }

    private static string Environment(IEnumerable<JsonNode> calls, string command)
    {
        // A shell adds words of its own, and so does Python's.
        string[] ignored = ["PATH", "PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE", CallMark.Variable];
        var variables = calls.Single(call => (string)call["command"]! == command)["environment"]!.AsObject()
            .Where(variable => !ignored.Contains(variable.Key));
        return string.Join(' ', variables.Select(variable => $"{variable.Key}={(string)variable.Value!}").Order(StringComparer.Ordinal));
    }

    private static byte[] Launch(ContainerSpec spec)
    {
        byte[] Command(string value) => Bytes.Message(7, Bytes.Text(3, value), Bytes.Message(4, Bytes.Text(1, "docker:///busybox"), Bytes.Text(2, "-v")));
        byte[] Resource(int field, string name, double value) =>
            Bytes.Message(field, Bytes.Text(1, name), Bytes.Varint(2, 0), Bytes.Message(3, Bytes.Double(1, value)), Bytes.Text(6, "*"));
        return Bytes.Of(
            Bytes.Id(1, spec.Id.Value),
            Bytes.Message(2, Bytes.Text(1, "n"), Bytes.Id(2, "T"), Bytes.Id(3, "S"), Resource(4, "cpus", 1), Resource(4, "mem", 64), Command("sleep 1000")),
            Bytes.Message(3, Bytes.Id(1, "T"), Resource(5, "cpus", 1), Resource(5, "mem", 64), Command("/the/libexec/mesos-executor"), Bytes.Text(9, "Command Executor")),
            Bytes.Text(4, spec.Directory), Bytes.Id(6, "S"), Bytes.Text(7, "slave(1)@127.0.0.1:5051"), Bytes.Varint(8, 1));
    }
}
