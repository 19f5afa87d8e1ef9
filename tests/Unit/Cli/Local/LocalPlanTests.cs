using MesosOrleans.Cli.Local;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Local;

/// <summary>What a local cluster starts with.</summary>
public sealed class LocalPlanTests
{
    [Fact]
    public void Each_program_gets_the_flags_that_it_knows_and_a_place_of_its_own()
    {
        var plan = Plan("--agents=2", "--port=0", "--work_dir=/elsewhere", "--ip=0.0.0.0", "--roles=ads", "--resources=cpus:4;mem:64", "--verbose");
        Assert.Equal(2, plan.Agents);
        Assert.Equal(["--work_dir=/w/silo", "--port=0", "--ip=0.0.0.0", "--roles=ads"], plan.SiloArguments);
        Assert.Equal(
            ["--master=127.0.0.1:7000", "--work_dir=/w/agent-2", "--port=0", "--hostname=127.0.0.1", "--registration_backoff_factor=0secs", "--ip=0.0.0.0",
                "--resources=cpus:4;mem:64"],
            plan.AgentArguments(2, new Uri("http://127.0.0.1:7000")));
        Assert.Equal(("/w/silo.log", "/w/agent-2.log"), (plan.SiloLog, plan.AgentLog(2)));
    }

    [Theory]
    [InlineData("http://0.0.0.0:5050", "127.0.0.1:5050")]
    [InlineData("http://[::]:5050", "127.0.0.1:5050")]
    [InlineData("http://10.1.2.3:5050", "10.1.2.3:5050")]
    [InlineData("http://[::1]:5050", "[::1]:5050")]
    public void A_silo_on_all_addresses_is_reached_on_loopback(string ready, string expected) =>
        Assert.Equal(expected, LocalPlan.Reachable(ready).Authority);

    [Fact]
    public void Its_flags_are_its_own_and_all_of_silo_and_agent_but_the_master()
    {
        Assert.False(LocalFlags.Set.TryGet("master", out _));
        foreach (var name in new[] { "agents", "verbose", "allocation_interval", "registry", "isolation", "attributes", "logging_level" })
        {
            Assert.True(LocalFlags.Set.TryGet(name, out _), name);
        }
    }

    private static LocalPlan Plan(params string[] args) => new(LocalFlags.Set.Parse(args), "/w");
}
