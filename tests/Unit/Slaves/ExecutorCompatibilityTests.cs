using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class ExecutorCompatibilityTests
{
    [Fact]
    public void The_same_content_in_other_objects_is_the_same_executor() => Assert.Null(ExecutorCompatibility.Difference(Full(), Full()));

    [Theory]
    [InlineData("framework_id: 'F-0' and not 'F-1'")]
    [InlineData("command.value: 'run' and not 'x'")]
    [InlineData("command.uris: '")]
    [InlineData("command.health_check.http: '' and not '")]
    [InlineData("resources: 'cpus(*):0.5; mem(*):16' and not 'cpus(*):1'")]
    [InlineData("name: '' and not 'x'")]
    [InlineData("source: '' and not 'x'")]
    [InlineData("data: '1 2' and not '1 3'")]
    [InlineData("container.volumes: '")]
    [InlineData("shutdown_grace_period: '' and not '00:00:03'")]
    [InlineData("labels: '")]
    public void The_first_difference_is_named(string difference)
    {
        var running = Full();
        var command = running.Command;
        var asked = difference.Split(':')[0] switch
        {
            "framework_id" => running with { FrameworkId = ASlave.Bob },
            "command.value" => running with { Command = command with { Value = "x" } },
            "command.uris" => running with { Command = command with { Uris = [new CommandUri { Value = "a", Executable = true }] } },
            "command.health_check.http" => running with { Command = command with { HealthCheck = new HealthCheck { Http = new HttpCheck { Port = 1 } } } },
            "resources" => running with { Resources = Resources.Parse("cpus:1") },
            "name" => running with { Name = "x" },
            "source" => running with { Source = "x" },
            "data" => running with { Data = [1, 3] },
            "container.volumes" => running with { Container = running.Container! with { Volumes = [] } },
            "shutdown_grace_period" => running with { ShutdownGracePeriod = TimeSpan.FromSeconds(3) },
            _ => running with { Labels = [] },
        };

        Assert.StartsWith(difference, ExecutorCompatibility.Difference(running, asked), StringComparison.Ordinal);
    }

    private static ExecutorInfo Full() => ASlave.Executor() with
    {
        Command = new CommandInfo
        {
            Value = "run",
            Environment = [new EnvironmentVariable("A", "1")],
            Uris = [new CommandUri { Value = "a" }],
            HealthCheck = new HealthCheck(),
        },
        Data = [1, 2],
        Container = new ContainerInfo { Type = ContainerType.Mesos, Volumes = [new Volume { ContainerPath = "/a", Mode = VolumeMode.Ro }] },
        Labels = [new Label("a", null)],
    };
}
