using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class ExecutorCompatibilityTests
{
    private static readonly ExecutorInfo Running = ASlave.Executor() with
    {
        Command = new CommandInfo { Value = "run", Environment = [new EnvironmentVariable("A", "1")] },
    };

    [Fact]
    public void The_same_content_in_other_objects_is_the_same_executor()
    {
        var copy = Running with { Command = Running.Command with { Environment = [new EnvironmentVariable("A", "1")] } };

        Assert.Null(ExecutorCompatibility.Difference(Running, copy));
    }

    [Theory]
    [InlineData("name: '' and not 'x'")]
    [InlineData("source: '' and not 'x'")]
    [InlineData("resources: 'cpus(*):0.5; mem(*):16' and not 'cpus(*):1'")]
    [InlineData("framework ID: 'F-0' and not 'F-1'")]
    [InlineData("command: 'run' and not 'x'")]
    [InlineData("command's user: '' and not 'x'")]
    [InlineData("command's environment: 'A=1' and not 'A=2'")]
    public void The_first_difference_is_named(string difference)
    {
        var asked = difference.Split(':')[0] switch
        {
            "name" => Running with { Name = "x" },
            "source" => Running with { Source = "x" },
            "resources" => Running with { Resources = Resources.Parse("cpus:1") },
            "framework ID" => Running with { FrameworkId = ASlave.Bob },
            "command" => Running with { Command = Running.Command with { Value = "x" } },
            "command's user" => Running with { Command = Running.Command with { User = "x" } },
            _ => Running with { Command = Running.Command with { Environment = [new EnvironmentVariable("A", "2")] } },
        };

        Assert.Equal(difference, ExecutorCompatibility.Difference(Running, asked));
    }
}
