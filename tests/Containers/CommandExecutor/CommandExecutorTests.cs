using MesosOrleans.CommandExecutor;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Containers.CommandExecutor;

/// <summary>What <c>mesos-executor</c> decides.</summary>
public sealed class CommandExecutorTests
{
    [Fact]
    public void Without_words_it_runs_the_task() => Assert.Null(ExecutorArguments.Parse([], out _)!.Words);

    [Fact]
    public void What_follows_override_belongs_to_the_words_whatever_it_is() =>
        Assert.Equal(["docker", "--help", "--override", ""], ExecutorArguments.Parse(["--override", "docker", "--help", "--override", ""], out _)!.Words);

    [Theory]
    [InlineData(null, "--help")]
    [InlineData("--override needs the words that shall be run", "--override")]
    [InlineData("expected --override and the words that shall be run, got 'sleep 1'; see --help", "sleep", "1")]
    [InlineData("expected --override and the words that shall be run, got '--overide x'; see --help", "--overide", "x")]
    public void Other_arguments_are_refused_in_words(string? error, params string[] args)
    {
        Assert.Null(ExecutorArguments.Parse(args, out var said));
        Assert.Equal(error, said);
    }

    [Fact]
    public void A_command_is_a_shells_unless_it_says_otherwise()
    {
        Assert.Equal(["/bin/sh", "-c", "echo $A"], TaskCommand.Words(new CommandInfo { Value = "echo $A" }));
        Assert.Equal(["/bin/echo", "$A", ""], TaskCommand.Words(new CommandInfo { Value = "/bin/echo", Shell = false, Arguments = ["echo", "$A", ""] }));
        Assert.Equal(["/bin/sh", "-c", "echo 'the task has no command' >&2; exit 127"], TaskCommand.Words(null));
    }

    [Fact]
    public void Who_kills_says_how_long_it_may_take_else_the_task_else_it_is_three_seconds()
    {
        var (kill, task) = (new KillPolicy { GracePeriod = TimeSpan.FromSeconds(1) }, new KillPolicy { GracePeriod = TimeSpan.FromHours(1) });

        Assert.Equal(kill.GracePeriod, TaskCommand.Grace(kill, task));
        Assert.Equal(task.GracePeriod, TaskCommand.Grace(null, task));
        Assert.Equal(task.GracePeriod, TaskCommand.Grace(new KillPolicy(), task));
        Assert.Equal(TimeSpan.FromSeconds(3), TaskCommand.Grace(null, null));
        Assert.Equal(TimeSpan.FromSeconds(3), TaskCommand.Grace(null, new KillPolicy()));
    }
}
