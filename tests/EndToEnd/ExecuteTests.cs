using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

[Collection(SharedLocalCluster.Name)]
public sealed class ExecuteTests(LocalCluster cluster)
{
    [Fact]
    public async Task Execute_prints_what_the_task_wrote_and_its_changes_apart_from_it()
    {
        var answer = await Execute("echo out; echo err >&2; echo $COLOUR", "--env={\"COLOUR\":\"light blue\"}");

        Assert.Equal(new Answer(0, "out\nlight blue", answer.Errors), answer);
        Assert.Contains("task: TASK_RUNNING", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("task: TASK_FINISHED", answer.Errors, StringComparison.Ordinal);
        Assert.EndsWith("\nerr", answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 7", 7, "TASK_FAILED")]
    [InlineData("kill -KILL $$", 137, "TASK_FAILED")]
    [InlineData("no-such-command-here", 127, "no-such-command-here")]
    public async Task The_exit_code_is_that_of_the_task(string command, int code, string said)
    {
        var answer = await Execute(command);

        Assert.Equal(code, answer.Code);
        Assert.Contains(said, answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_timeout_the_task_is_killed_and_the_code_is_124()
    {
        var mark = TaskProcesses.Mark();

        var answer = await Execute($"echo begun; sleep 600; echo {mark}", "--timeout=3secs");

        Assert.Equal(124, answer.Code);
        Assert.Contains("--timeout has passed", answer.Errors, StringComparison.Ordinal);
        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
    }

    [Fact]
    public async Task An_interrupt_kills_the_task()
    {
        var mark = TaskProcesses.Mark();
        await using var command = TestProgram.Start(
            "Cli", "execute", $"--master={cluster.Master}", "--name=task", $"--command=sleep 600; echo {mark}");
        await Eventually.Holds("the task runs beside the command that started it", () => TaskProcesses.With(mark).Count >= 2);

        command.Signal("INT");

        Assert.Equal(130, await command.Exit());
        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
    }

    [Theory]
    [InlineData("--env={colour:blue}", "--env")]
    [InlineData("--env=[1]", "--env")]
    [InlineData("--resources=cpus", "cpus")]
    [InlineData("--resources=cpus:0", "asks for nothing")]
    [InlineData("--timeout=soon", "soon")]
    [InlineData("--nam=other", "did you mean --name?")]
    public async Task What_cannot_be_used_is_refused_with_code_2(string flag, string reason)
    {
        var answer = await Execute("true", flag);

        Assert.Equal(2, answer.Code);
        Assert.Contains(reason, answer.Errors, StringComparison.Ordinal);
        Assert.Equal("", answer.Printed);
    }

    [Theory]
    [InlineData("execute", "--name=task", "--command=true")]
    [InlineData("ps")]
    [InlineData("state")]
    public async Task Where_no_silo_listens_a_command_says_so_and_fails(params string[] command)
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        nobody.Stop();

        var answer = await Mesos.Run([.. command, $"--master=127.0.0.1:{port}"]);

        Assert.Equal(1, answer.Code);
        Assert.Contains($"127.0.0.1:{port}", answer.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Errors, StringComparison.Ordinal);
    }

    private Task<Answer> Execute(string command, params string[] flags) =>
        Mesos.Run(["execute", $"--master={cluster.Master}", "--name=task", $"--command={command}", .. flags]);
}
