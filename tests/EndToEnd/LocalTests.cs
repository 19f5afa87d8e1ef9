using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

public sealed class LocalTests
{
    [Fact, Trait("Invariant", "6 no orphan")]
    public async Task Local_prints_where_it_is_ready_and_ends_everything_when_it_is_told_to()
    {
        await using var cluster = await LocalCluster.Start();
        var state = await Mesos.Run("state", $"--master={cluster.Master}");
        Assert.Contains("slaves: 2 active", state.Printed, StringComparison.Ordinal);
        var mark = await StartTask(cluster);

        cluster.Command.Signal("TERM");

        Assert.Equal(0, await cluster.Command.Exit());
        Assert.Matches("^ready: http://127\\.0\\.0\\.1:[0-9]+$", cluster.Command.Printed);
        Assert.Empty(TaskProcesses.With(cluster.Folder));
        await Eventually.Holds("the task has ended with its agent", () => TaskProcesses.With(mark).Count == 0);
    }

    [Fact, Trait("Invariant", "6 no orphan")]
    public async Task The_processes_of_a_local_cluster_end_with_it_even_if_it_is_killed()
    {
        await using var cluster = await LocalCluster.Start();
        var mark = await StartTask(cluster);

        await cluster.Command.Kill9();

        await Eventually.Holds("silo and agents have ended", () => TaskProcesses.With(cluster.Folder).Count == 0);
        await Eventually.Holds("the task has ended with its agent", () => TaskProcesses.With(mark).Count == 0);
    }

    [Fact]
    public async Task Local_says_which_of_its_processes_has_died_and_ends_the_others()
    {
        await using var cluster = await LocalCluster.Start();
        var agent = Assert.Single(TaskProcesses.With($"{cluster.Folder}/agent-2"));

        Process.GetProcessById(agent).Kill();

        var answer = await Mesos.End(cluster.Command);
        Assert.Equal(1, answer.Code);
        Assert.Contains("agent-2 has ended by itself", answer.Errors, StringComparison.Ordinal);
        Assert.Empty(TaskProcesses.With(cluster.Folder));
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_refused_by_name()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var answer = await Mesos.Run("local", $"--port={port}");

        Assert.Equal(1, answer.Code);
        Assert.Contains($"port {port} of 127.0.0.1 is in use", answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--work_dir=/proc/nowhere", 1, "cannot write to --work_dir=/proc/nowhere")]
    [InlineData("--resources=cpus:many", 2, "cpus:many")]
    [InlineData("--attributes=rack", 2, "rack")]
    [InlineData("--agent=2", 2, "did you mean --agents?")]
    public async Task What_cannot_be_used_is_refused_before_anything_starts(string flag, int code, string reason)
    {
        var answer = await Mesos.Run("local", "--port=0", flag);

        Assert.Equal(code, answer.Code);
        Assert.Contains(reason, answer.Errors, StringComparison.Ordinal);
        Assert.Equal("", answer.Printed);
    }

    /// <summary>The mark of a task that runs; the command that has started it is killed, so that it does not end the task itself.</summary>
    private static async Task<string> StartTask(LocalCluster cluster)
    {
        var mark = TaskProcesses.Mark();
        await using var execute = TestProgram.Start(
            "Cli", "execute", $"--master={cluster.Master}", "--name=long", $"--command=sleep 600; echo {mark}");
        await Eventually.Holds("the task runs beside the command that started it", () => TaskProcesses.With(mark).Count >= 2);
        return mark;
    }
}
