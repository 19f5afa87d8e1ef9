using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What a silo or an agent refuses at its start: a message that names the input, an exit code, and nothing left behind.</summary>
[Collection(SharedClusterCollection.Name)]
public sealed class StartTests(SharedCluster shared)
{
    private TestCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_work_directory_serves_one_living_silo()
    {
        var used = Path.Combine(Cluster.Folder, "silo");
        await Refuses("Silo", 1, $"--work_dir={used} is in use", "--port=0", $"--work_dir={used}");
    }

    [Fact]
    public async Task A_work_directory_serves_one_living_agent()
    {
        var used = Path.Combine(Cluster.Folder, "agent-0");
        await Refuses("AgentHost", 1, $"--work_dir={used} is in use", $"--master={Cluster.Master}", "--port=0", $"--work_dir={used}");
        Assert.Single(await Cluster.Slaves());
    }

    [Theory, InlineData("Silo"), InlineData("AgentHost")]
    public async Task A_port_that_is_in_use_is_named_and_nothing_is_left_behind(string program)
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await Refuses(
            program, 1, $"--port={port} cannot be used", [$"--port={port}", $"--work_dir={folder.Path}/work", .. MasterOf(program)]);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("Silo", 1, "--work_dir=/proc/nowhere cannot be written", "--work_dir=/proc/nowhere")]
    [InlineData("AgentHost", 1, "--work_dir=/proc/nowhere cannot be written", "--work_dir=/proc/nowhere")]
    [InlineData("Silo", 2, "did you mean --slave_ping_timeout?", "--slave_pin_timeout=1secs")]
    [InlineData("Silo", 2, "--allocation_interval", "--allocation_interval=often")]
    [InlineData("AgentHost", 2, "did you mean --resources?", "--resource=cpus:1")]
    [InlineData("AgentHost", 2, "cpus:-1", "--resources=cpus:-1")]
    [InlineData("AgentHost", 2, "ports:[5-1]", "--resources=ports:[5-1]")]
    [InlineData("AgentHost", 2, "rack", "--attributes=rack")]
    public async Task What_cannot_be_used_is_named_and_refused(string program, int code, string reason, string flag)
    {
        using var folder = new TemporaryFolder();
        string[] work = flag.StartsWith("--work_dir", StringComparison.Ordinal) ? [] : [$"--work_dir={folder.Path}/work"];

        await Refuses(program, code, reason, ["--port=0", flag, .. work, .. MasterOf(program)]);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task An_agent_waits_for_a_silo_that_is_not_there_yet_and_ends_when_told_to()
    {
        using var folder = new TemporaryFolder();
        await using var agent = TestProgram.Start("AgentHost", "--master=127.0.0.1:1", "--port=0", $"--work_dir={folder.Path}/work");
        await agent.Says("127.0.0.1:1");

        agent.Signal("TERM");

        Assert.True(await agent.Exit() == 0, agent.Errors);
    }

    private string[] MasterOf(string program) => program == "AgentHost" ? [$"--master={Cluster.Master}"] : [];

    private static async Task Refuses(string program, int code, string reason, params string[] flags)
    {
        await using var refused = TestProgram.Start(program, flags);
        Assert.Equal(code, await refused.Exit());
        Assert.Contains(reason, refused.Errors, StringComparison.Ordinal);
        Assert.Equal("", refused.Printed);
    }
}
