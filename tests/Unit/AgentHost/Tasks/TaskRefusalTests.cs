using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskRefusalTests
{
    [Fact]
    public void A_command_may_be_started() => Assert.Null(TaskRefusal.Of(ATask.With(environment: ("A", "=\n"))));

    [Fact]
    public void A_task_of_a_custom_executor_fails_in_words()
    {
        var executor = new ExecutorInfo { ExecutorId = new ExecutorId("e"), Command = new CommandInfo { Value = "x" } };

        Assert.Equal("custom executors are not supported yet by this agent", TaskRefusal.Of(ATask.With() with { Executor = executor, Command = null }));
    }

    [Fact]
    public void A_task_without_a_command_fails() => Assert.Equal("the task has no command", TaskRefusal.Of(ATask.With() with { Command = null }));

    [Fact]
    public void A_command_with_a_nul_byte_fails() => Assert.Contains("NUL", TaskRefusal.Of(ATask.With(command: "echo \0")), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A\0", "x")]
    [InlineData("A", "x\0")]
    public void A_variable_that_no_process_can_have_fails(string name, string value) =>
        Assert.Contains("environment variable", TaskRefusal.Of(ATask.With(environment: (name, value))), StringComparison.Ordinal);
}
