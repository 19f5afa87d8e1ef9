using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskUserTests
{
    [Theory]
    [InlineData("ann", null, true, "root", "ann")]
    [InlineData("ann", "bob", true, "root", "bob")]
    [InlineData("ann", "", true, "root", "ann")]
    [InlineData("", null, true, "root", null)]
    [InlineData("ann", null, true, "ann", null)]
    [InlineData("ann", "bob", false, "root", null)]
    public void The_command_s_user_comes_before_the_framework_s(string framework, string? command, bool switchUser, string agent, string? expected) =>
        Assert.Equal(
            expected,
            TaskUser.Of(ATask.Framework() with { User = framework }, new CommandInfo { Value = "true", User = command }, switchUser, agent));
}
