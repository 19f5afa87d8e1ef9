using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskRefusalTests
{
    [Fact]
    public void A_command_may_be_started() => Assert.Null(TaskRefusal.Of(ATask.With(environment: ("A", "=\n"))));

    [Fact]
    public void The_command_of_an_executor_is_judged_as_that_of_a_task()
    {
        var executor = new ExecutorInfo { ExecutorId = new ExecutorId("e"), Command = new CommandInfo { Value = "x" } };
        Assert.Null(TaskRefusal.Of(ATask.With() with { Executor = executor, Command = null }));
        executor = executor with { Command = new CommandInfo { Value = "\0" } };
        Assert.Contains("NUL", TaskRefusal.Of(ATask.With() with { Executor = executor, Command = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_without_a_command_fails() => Assert.Equal("the task has no command", TaskRefusal.Of(ATask.With() with { Command = null }));

    [Fact]
    public void A_command_with_a_nul_byte_fails() => Assert.Contains("NUL", TaskRefusal.Of(ATask.With(command: "echo \0")), StringComparison.Ordinal);

    [Fact]
    public void A_health_check_that_cannot_be_carried_out_is_refused() =>
        Assert.Contains("no kind", TaskRefusal.Of(ATask.With() with { HealthCheck = new HealthCheck() }), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A\0", "x")]
    [InlineData("A", "x\0")]
    public void A_variable_that_no_process_can_have_fails(string name, string value) =>
        Assert.Contains("environment variable", TaskRefusal.Of(ATask.With(environment: (name, value))), StringComparison.Ordinal);
}
