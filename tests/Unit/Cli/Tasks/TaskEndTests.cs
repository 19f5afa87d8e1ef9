using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Cli.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Tasks;

/// <summary>The exit code of a command that ran a task.</summary>
public sealed class TaskEndTests
{
    [Theory]
    [InlineData(TaskState.Finished, "Command exited with status 0", 0)]
    [InlineData(TaskState.Finished, null, 0)]
    [InlineData(TaskState.Failed, "Command exited with status 3", 3)]
    [InlineData(TaskState.Failed, "Command exited with status 127: sh: 1: nothing: not found", 127)]
    [InlineData(TaskState.Failed, "Command terminated with signal Killed", 137)]
    [InlineData(TaskState.Killed, "Command terminated with signal Terminated", 143)]
    [InlineData(TaskState.Failed, "Command terminated with signal 34", 162)]
    [InlineData(TaskState.Failed, "the process could not be started", 1)]
    [InlineData(TaskState.Lost, "Slave removed", 1)]
    [InlineData(TaskState.Killed, "Command exited with status 0", 1)]
    [InlineData(TaskState.Failed, "Command exited with status ", 1)]
    public void It_is_that_of_the_task_if_anybody_knows_it(TaskState state, string? message, int expected) =>
        Assert.Equal(expected, TaskEnd.ExitCodeOf(Status(state, message)));

    [Fact]
    public void Every_signal_that_the_agent_can_name_is_understood()
    {
        for (var signal = 1; signal <= 64; signal++)
        {
            // These do not end a process.
            if (signal is 17 or 18 or (>= 19 and <= 23) or 28)
            {
                continue;
            }

            var outcome = TaskOutcome.Of(TaskExit.OfRawStatus(signal), killed: false);
            Assert.Equal(128 + signal, TaskEnd.ExitCodeOf(Status(outcome.State, outcome.Message)));
        }
    }

    private static TaskStatus Status(TaskState state, string? message) => new() { TaskId = new TaskId("t"), State = state, Message = message };
}
