using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskTableTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_397_284_134);

    private readonly TaskTable _table = new();

    [Fact]
    public void States_are_counted_and_the_first_end_wins()
    {
        var task = Add("t1");

        Assert.True(_table.Changed(task, TaskState.Running, Now));
        Assert.True(_table.Changed(task, TaskState.Killed, Now));
        Assert.False(_table.Changed(task, TaskState.Finished, Now));
        Assert.Equal(
            (1, 1, 1, 0),
            (_table.Count(TaskState.Staging), _table.Count(TaskState.Running), _table.Count(TaskState.Killed), _table.Count(TaskState.Finished)));
        Assert.Equal([1795397284.134, 1795397284.134], task.Summary.Statuses.Select(status => status.Timestamp));
    }

    [Fact]
    public void A_task_is_here_until_it_is_forgotten()
    {
        var task = Add("t1");

        Assert.Same(task, _table.Find(task.FrameworkId, task.Id));
        Assert.Equal([task], _table.Unfinished);
        _table.Changed(task, TaskState.Finished, Now);
        Assert.Empty(_table.Unfinished);
        Assert.Same(task, _table.Find(task.FrameworkId, task.Id));
        _table.Forget(task);
        Assert.Null(_table.Find(task.FrameworkId, task.Id));
        Assert.Equal([task], Assert.Single(_table.CompletedFrameworks).Completed);
    }

    [Fact]
    public void A_framework_that_returns_has_its_history_again_and_is_in_one_place_only()
    {
        var first = Add("t1");
        _table.Forget(first);
        Add("t1");

        Assert.Empty(_table.CompletedFrameworks);
        Assert.Equal([first], Assert.Single(_table.Frameworks).Completed);
    }

    [Fact]
    public void History_is_bounded_and_drops_the_oldest()
    {
        for (var i = 0; i <= TaskTable.CompletedTasksMax; i++)
        {
            _table.Forget(Add($"t{i}"));
        }

        var completed = Assert.Single(_table.CompletedFrameworks).Completed;
        Assert.Equal((TaskTable.CompletedTasksMax, "t1"), (completed.Count, completed.Peek().Id.Value));

        for (var i = 1; i <= TaskTable.CompletedFrameworksMax; i++)
        {
            _table.Forget(Add("t", $"F-{i}"));
        }

        Assert.Equal(TaskTable.CompletedFrameworksMax, _table.CompletedFrameworks.Count());
        Assert.Equal("F-1", _table.CompletedFrameworks.First().Info.Id!.Value.Value);
    }

    private AgentTask Add(string id, string framework = "F-0")
    {
        var task = ATask.With(id);
        return _table.Add(
            ATask.Framework(framework),
            task,
            SandboxPath.Of("/w", task.SlaveId, new FrameworkId(framework), new ExecutorId(id), new ContainerId("c")));
    }
}
