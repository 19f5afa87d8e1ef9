using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Commands;
using MesosOrleans.Cli.Completion;
using MesosOrleans.Tests.Unit.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Completion;

/// <summary>How a command line may go on.</summary>
public sealed class CompletionWordsTests
{
    [Theory]
    [InlineData("res", "resolve")]
    [InlineData("help ba", "batch")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("tail --f", "--framework= --file= --follow")]
    [InlineData("silo --log_auto", "--log_auto_initialize")]
    [InlineData("silo --no-log", "--no-log_auto_initialize")]
    [InlineData("config whi", "whitelist")]
    [InlineData("kill 00", "0001 0002")]
    [InlineData("cat --task=x ", "0001 0002 1")]
    [InlineData("nonsense --", "")]
    public void The_words_are_those_that_can_stand_there(string line, string expected)
    {
        var words = line.Split(' ');
        var tasks = TaskFinder.All(ACluster.State, null);
        Assert.Equal(expected, string.Join(' ', CompletionWords.Of(words, CommandTable.All, tasks).Select(word => word.Text)));
    }

    [Theory]
    [InlineData("kill ", true), InlineData("kill --", false), InlineData("ps ", false), InlineData("ki", false), InlineData("", false)]
    public void The_cluster_is_asked_only_where_tasks_can_stand(string line, bool expected) =>
        Assert.Equal(expected, CompletionWords.AskForTasks(line.Split(' '), CommandTable.All));

    [Fact]
    public void Every_command_has_a_summary_of_one_line() =>
        Assert.All(CompletionWords.Of([""], CommandTable.All, []), word => Assert.DoesNotMatch("[\n\t]|^$", word.Summary));
}
