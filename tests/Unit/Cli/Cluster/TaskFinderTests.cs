using MesosOrleans.Cli;
using MesosOrleans.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Cluster;

/// <summary>Which task a part of an ID means.</summary>
public sealed class TaskFinderTests
{
    [Theory]
    [InlineData("0001", null, "20261128-1-F0/0001")] // It lives, the other one of this ID has ended.
    [InlineData("0002", null, "20261128-1-F0/0002")]
    [InlineData("1", null, "20261128-1-F1/1")] // The whole ID counts before a part of others.
    [InlineData("F1/0001", null, "20261128-1-F1/0001")]
    [InlineData("old/0001", null, "20261128-1-F1/0001")] // A framework's name.
    [InlineData("0001", "F1", "20261128-1-F1/0001")]
    [InlineData("02", null, "20261128-1-F0/0002")] // In the middle, if none begins so.
    public void A_part_of_an_id_means_the_task_that_lives_or_else_the_only_one(string text, string? framework, string expected)
    {
        var found = TaskFinder.One(ACluster.State, text, framework);
        Assert.Equal(expected, $"{found.Framework.Id}/{found.Task.Id}");
    }

    [Fact]
    public void Several_that_have_ended_are_named_instead_of_guessed()
    {
        var problem = Assert.Throws<CliException>(() => TaskFinder.One(ACluster.With("TASK_RUNNING", "TASK_RUNNING"), "000", "F1x"));
        Assert.Equal("there is no task '000' of a framework 'F1x'; 'mesos tasks --all' lists those that there are", problem.Message);

        var ended = ACluster.With("\"tasks\":[{\"id\":\"0001\"", "\"completed_tasks_too\":[{\"id\":\"0001\"");
        var several = Assert.Throws<CliException>(() => TaskFinder.One(ended, "000", null));
        Assert.Equal("'000' may be 20261128-1-F0/0002, 20261128-1-F1/0001; write more of the ID, or FRAMEWORK/TASK", several.Message);
    }

    [Fact]
    public void A_command_task_has_an_executor_of_its_own_id() =>
        Assert.Equal("0001", TaskFinder.One(ACluster.State, "0001", null).ExecutorId);
}
