using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Scheduling;

[Trait("Invariant", "5 no lost word")]
public sealed class SchedulerLedgerTests
{
    private readonly SchedulerLedger _ledger = new();

    [Fact]
    public void Each_change_of_a_task_is_handed_out_once()
    {
        Launch("t");
        Assert.True(Take("t", TaskState.Running, 1));
        Assert.False(Take("t", TaskState.Running, 1));
        Assert.True(Take("t", TaskState.Running, 2));
        Assert.True(Take("t", TaskState.Finished, 3));
        Assert.False(Take("t", TaskState.Finished, 3));
    }

    [Fact]
    public void A_task_ends_once_whatever_is_told_later()
    {
        Launch("t");
        Assert.True(Take("t", TaskState.Lost, 1));

        Assert.False(Take("t", TaskState.Finished, 2));
        Assert.False(Take("t", TaskState.Running, 3));
        Assert.Equal(0, _ledger.UnfinishedCount);
        Assert.Empty(_ledger.Unfinished());
    }

    [Fact]
    public void A_subscription_tells_unfinished_tasks_in_their_newest_state_with_their_slave()
    {
        Launch("a");
        Launch("b");
        Take("b", TaskState.Running, 1);

        Assert.Equal(
            [("a", TaskState.Staging), ("b", TaskState.Running)], _ledger.Unfinished().Select(task => (task.TaskId.Value, task.State)));
        Assert.Equal(ASlave.Id, _ledger.SlaveOf(new TaskId("a")));
        Assert.Null(_ledger.SlaveOf(new TaskId("unknown")));
        Assert.Equal(2, _ledger.UnfinishedCount);
    }

    [Fact]
    public void An_unfinished_task_has_its_ID_alone()
    {
        Assert.True(Launch("t"));
        Assert.False(Launch("t"));
        Take("t", TaskState.Failed, 1);
        Assert.True(Launch("t"));
        Assert.Equal(1, _ledger.UnfinishedCount);
    }

    [Fact]
    public void The_end_of_a_former_task_told_once_more_is_not_the_end_of_the_one_that_has_its_ID_now()
    {
        Launch("t");
        Take("t", TaskState.Failed, 1);
        Launch("t");

        Assert.False(Take("t", TaskState.Failed, 1));
        Assert.Equal(1, _ledger.UnfinishedCount);
        Assert.Equal([new FormerEnd(new TaskId("t"), ASlave.Uuid(1))], _ledger.FormerEnds());
        Assert.True(Take("t", TaskState.Finished, 2));
    }

    [Fact]
    public void Nor_is_anything_else_of_one_that_had_it_however_long_before()
    {
        for (var i = 1; i <= 3; i++)
        {
            Launch("t");
            Take("t", TaskState.Running, -i);
            Take("t", TaskState.Failed, i);
        }

        Launch("t");
        Assert.Equal(Enumerable.Range(1, 3).Select(i => new FormerEnd(new TaskId("t"), ASlave.Uuid(i))), _ledger.FormerEnds());
        Assert.Equal(_ledger.FormerEnds(), _ledger.FormerEnds([ASlave.Task("t")]));
        Assert.False(Take("t", TaskState.Running, -1));
        Assert.False(Take("t", TaskState.Failed, 1));
        Assert.Equal(TaskState.Staging, Assert.Single(_ledger.Unfinished()).State);
    }

    [Fact]
    public void A_word_of_another_slave_is_not_about_the_task_that_has_the_ID_now()
    {
        Launch("t");

        Assert.False(_ledger.Take(ASlave.Update(ASlave.Ann, "t", TaskState.Failed, 1) with { SlaveId = new SlaveId("S-1") }));
        Assert.Equal(TaskState.Staging, Assert.Single(_ledger.Unfinished()).State);
    }

    [Theory]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Lost)]
    public void An_answer_to_reconciliation_is_handed_out_and_changes_nothing(TaskState state)
    {
        Launch("t");
        Assert.True(Take("t", state, 1, true));
        Assert.Equal(TaskState.Staging, Assert.Single(_ledger.Unfinished()).State);

        Take("t", TaskState.Finished, 2);
        Assert.True(Take("t", state, 3, true));
    }

    [Fact]
    public void A_task_of_a_scheduler_of_before_is_told_once_too_but_not_called_unfinished()
    {
        Assert.True(Take("t", TaskState.Running, 1));
        Assert.False(Take("t", TaskState.Running, 1));
        Assert.Equal(0, _ledger.UnfinishedCount);
        Assert.Empty(_ledger.Unfinished());
        Assert.False(Launch("t"));

        Assert.True(Take("t", TaskState.Finished, 2));
        Assert.False(Take("t", TaskState.Finished, 2));
        Assert.Equal(0, _ledger.UnfinishedCount);
    }

    [Fact]
    public void As_many_ended_tasks_are_remembered_as_promised_counted_from_their_newest_end()
    {
        Take("again", TaskState.Failed, -1);
        Launch("again");
        Take("first", TaskState.Finished, 0);
        Take("again", TaskState.Finished, -2);
        for (var i = 1; i < SchedulerLedger.EndedMax; i++)
        {
            Take($"t{i}", TaskState.Finished, i);
        }

        Assert.False(Take("again", TaskState.Finished, -3));
        Assert.True(Take("first", TaskState.Lost, -4));
    }

    private bool Launch(string task) => _ledger.Launch(ASlave.Ann, ASlave.Task(task));

    private bool Take(string task, TaskState state, int uuid, bool reconciliation = false)
    {
        var update = ASlave.Update(ASlave.Ann, task, state, uuid);
        return _ledger.Take(update with { Status = update.Status with { IsReconciliation = reconciliation } });
    }
}
