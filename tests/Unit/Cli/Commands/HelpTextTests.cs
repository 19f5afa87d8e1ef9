using MesosOrleans.Cli.Commands;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Commands;

/// <summary>What people who do not know the commands are told.</summary>
public sealed class HelpTextTests
{
    [Theory]
    [InlineData("exceute", "mesos: unknown command 'exceute'; did you mean 'execute'?\nsee mesos help")]
    [InlineData("locla", "mesos: unknown command 'locla'; did you mean 'local'?\nsee mesos help")]
    [InlineData("xyzzyx", "mesos: unknown command 'xyzzyx'\nsee mesos help")]
    public void A_mistyped_command_is_answered_with_the_nearest(string typed, string expected) =>
        Assert.Equal(expected, HelpText.Unknown(typed, CommandTable.All));

    [Fact]
    public void The_overview_names_every_command_and_every_exit_code()
    {
        var text = HelpText.Overview(CommandTable.All);
        Assert.All(CommandTable.All, command => Assert.Contains($"\n  {command.Name} ", text, StringComparison.Ordinal));
        Assert.All(["0 ok", "1 failed", "2 the", "124 ", "130 ", "128+n"], code => Assert.Contains(code, text, StringComparison.Ordinal));
    }
}
