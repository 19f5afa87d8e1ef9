using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>Who runs a container (rules 16.2 and 18.1).</summary>
public sealed class ContainerizerPlanTests
{
    private const string Path = "--containerizer_path=/bin/program";

    [Theory]
    [InlineData("mesos", "")]
    [InlineData("external", "--isolation=external " + Path)]
    [InlineData("external", "--isolation=external --containerizers=external " + Path)]
    [InlineData("external,mesos", "--containerizers=external,mesos --isolation=cgroups " + Path)]
    [InlineData("mesos,external", "--containerizers=mesos,external " + Path)]
    public void The_flags_say_who_is_asked_and_in_which_order(string order, string flags) => Assert.Equal(order, string.Join(',', PlanOf(flags).Order));

    [Theory]
    [InlineData("--isolation=external", "needs --containerizer_path")]
    [InlineData("--containerizers=external,mesos", "needs --containerizer_path")]
    [InlineData("--isolation=posix/cpu,external " + Path, "'external' stands alone there")]
    [InlineData("--isolation=external --containerizers=external,mesos " + Path, "--isolation=external contradicts --containerizers=external,mesos")]
    public void Flags_that_contradict_each_other_are_refused_by_name(string flags, string reason) =>
        Assert.Contains(reason, Assert.Throws<ContainerizerException>(() => PlanOf(flags)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("external", false, "plain", "external")]
    [InlineData("external", false, "image", "external")]
    [InlineData("external,mesos", false, "plain", "mesos")]
    [InlineData("external,mesos", true, "plain", "external")]
    [InlineData("external,mesos", false, "image", "external")]
    [InlineData("external,mesos", false, "docker", "external")]
    [InlineData("external,mesos", false, "volumes", "mesos")]
    [InlineData("mesos,external", true, "plain", "mesos")]
    [InlineData("mesos,external", true, "volumes", "mesos")]
    [InlineData("mesos,external", false, "docker", "external")]
    [InlineData("mesos", false, "volumes", "mesos")]
    [InlineData("mesos", false, "image", null)]
    [InlineData("mesos", false, "docker", null)]
    public void The_first_that_can_run_it_does(string order, bool hasDefault, string asked, string? expected)
    {
        var plan = new ContainerizerPlan([.. order.Split(',')], hasDefault);
        var command = asked == "image" ? new CommandContainerInfo { Image = "docker:///busybox" } : null;
        var container = asked switch
        {
            "docker" => new ContainerInfo { Type = ContainerType.Docker },
            "volumes" => new ContainerInfo { Type = ContainerType.Mesos },
            _ => null,
        };

        Assert.Equal(expected, plan.Choose(command, container, out var refusal));
        Assert.Equal(expected is null, refusal is not null);
    }

    private static ContainerizerPlan PlanOf(string flags) =>
        ContainerizerPlan.Of(AgentFlags.Set.Parse(["--master=h:1", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
}
