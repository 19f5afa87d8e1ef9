using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

public sealed class ProgramsTests
{
    [Fact]
    public async Task Mesos_silo_and_mesos_agent_become_the_programs_and_end_in_order_when_told_to()
    {
        using var folder = new TemporaryFolder();
        await using var silo = TestProgram.Start("Cli", "silo", "--port=0", $"--work_dir={folder.Path}/silo");
        var master = await silo.Line("silo ready: http://");
        await using var agent = TestProgram.Start(
            "Cli", "agent", $"--master={master}", "--port=0", $"--work_dir={folder.Path}/agent");
        await agent.Line("agent ready: ");

        Assert.Equal([silo.Pid], TaskProcesses.With($"{folder.Path}/silo"));
        Assert.Equal([agent.Pid], TaskProcesses.With($"{folder.Path}/agent"));

        agent.Signal("TERM");
        Assert.Equal(0, await agent.Exit());
        silo.Signal("TERM");
        Assert.Equal(0, await silo.Exit());
    }

    [Fact]
    public async Task An_agent_needs_a_master()
    {
        var answer = await Mesos.Run("agent", "--port=0", $"--work_dir={Path.Combine(Path.GetTempPath(), "mesos-test-never")}");

        Assert.Equal(2, answer.Code);
        Assert.Contains("--master", answer.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Path.GetTempPath(), "mesos-test-never")));
    }
}
