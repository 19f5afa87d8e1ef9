using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskOutcomeTests
{
    [Theory]
    [InlineData(0, false, TaskState.Finished, "Command exited with status 0")]
    [InlineData(0, true, TaskState.Finished, "Command exited with status 0")]
    [InlineData(3, false, TaskState.Failed, "Command exited with status 3")]
    [InlineData(3, true, TaskState.Killed, "Command exited with status 3")]
    public void An_exit_decides_the_state_and_success_counts_even_after_a_kill(int code, bool killed, TaskState state, string message) =>
        Assert.Equal(new TaskOutcome(state, message), TaskOutcome.Of(TaskExit.OfRawStatus(code << 8), killed));

    [Theory]
    [InlineData(15, true, TaskState.Killed, "Command terminated with signal Terminated")]
    [InlineData(9, true, TaskState.Killed, "Command terminated with signal Killed")]
    [InlineData(11, false, TaskState.Failed, "Command terminated with signal Segmentation fault")]
    [InlineData(31, false, TaskState.Failed, "Command terminated with signal Bad system call")]
    [InlineData(40, false, TaskState.Failed, "Command terminated with signal 40")]
    public void A_signal_is_named_as_strsignal_names_it(int signal, bool killed, TaskState state, string message) =>
        Assert.Equal(new TaskOutcome(state, message), TaskOutcome.Of(TaskExit.OfRawStatus(signal), killed));

    [Theory]
    [InlineData(127, "sh: 1: nosuch: not found\n", "Command exited with status 127: sh: 1: nosuch: not found")]
    [InlineData(126, "first\nsh: 1: /etc/passwd: Permission denied", "Command exited with status 126: sh: 1: /etc/passwd: Permission denied")]
    [InlineData(127, " \n", "Command exited with status 127")]
    [InlineData(127, null, "Command exited with status 127")]
    [InlineData(1, "why\n", "Command exited with status 1")]
    public void A_command_that_does_not_exist_is_explained_by_the_last_line_of_its_errors(int code, string? errors, string message) =>
        Assert.Equal(message, TaskOutcome.Of(TaskExit.OfRawStatus(code << 8), killed: false, errors).Message);

    [Fact]
    public void An_end_that_nobody_saw_is_a_failure_in_the_words_of_who_missed_it() =>
        Assert.Equal(new TaskOutcome(TaskState.Failed, "the launcher is gone"), TaskOutcome.Of(TaskExit.Lost("the launcher is gone"), killed: false));
}
