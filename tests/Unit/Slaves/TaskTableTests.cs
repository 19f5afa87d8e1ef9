using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class TaskTableTests
{
    private readonly TaskTable _table = new();

    [Fact]
    public void Tasks_are_told_apart_by_their_framework()
    {
        _table.Add(ASlave.Shown(ASlave.Ann, "t"));
        _table.Add(ASlave.Shown(ASlave.Bob, "t", TaskState.Staging));

        Assert.True(_table.TryGet(ASlave.Bob, new TaskId("t"), out var entry));
        Assert.Equal(TaskState.Staging, entry.Task.State);
        Assert.Single(_table.Of(ASlave.Ann));
        Assert.Equal(2, _table.All().Length);
        Assert.Single(_table.Remove(ASlave.Ann));
        Assert.Equal([ASlave.Bob], _table.Frameworks());
        _table.Remove(ASlave.Bob, new TaskId("t"));
        Assert.Empty(_table.Frameworks());
        Assert.False(_table.TryGet(ASlave.Bob, new TaskId("t"), out _));
        Assert.Empty(_table.Remove(ASlave.Bob));
    }

    [Fact]
    public void An_update_is_entered_once_and_moves_the_task()
    {
        var entry = _table.Add(ASlave.Shown(ASlave.Ann, "t", TaskState.Staging));
        Assert.True(entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Running, 1)));
        Assert.False(entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Running, 1)));

        Assert.Equal(TaskState.Running, entry.Task.State);
        Assert.Single(entry.Pending);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_first_terminal_state_stays_though_the_later_word_is_kept_until_it_is_acknowledged()
    {
        var entry = _table.Add(ASlave.Shown(ASlave.Ann, "t"));
        entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Finished, 1));
        entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Killed, 2));

        Assert.Equal(TaskState.Finished, entry.Task.State);
        entry.Acknowledge(ASlave.Uuid(1));
        Assert.False(entry.IsDone);
        entry.Acknowledge(ASlave.Uuid(2));
        Assert.True(entry.IsDone);
    }

    [Fact]
    public void An_acknowledgement_stands_for_those_before_it_and_an_unknown_one_for_none()
    {
        var entry = _table.Add(ASlave.Shown(ASlave.Ann, "t", TaskState.Staging));
        entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Starting, 1));
        entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Running, 2));
        entry.Enter(ASlave.Update(ASlave.Ann, "t", TaskState.Finished, 3));
        entry.Acknowledge(ASlave.Uuid(9));
        Assert.Equal(3, entry.Pending.Count);

        entry.Acknowledge(ASlave.Uuid(2));
        Assert.Equal(ASlave.Uuid(3), Assert.Single(entry.Pending).Uuid);
        Assert.False(entry.IsDone);
    }

    [Fact]
    public void A_restored_update_does_not_move_the_task_whose_state_contains_it()
    {
        var entry = _table.Add(ASlave.Shown(ASlave.Ann, "t"));
        entry.Restore(ASlave.Update(ASlave.Ann, "t", TaskState.Starting, 1));

        Assert.Equal(TaskState.Running, entry.Task.State);
        Assert.Single(entry.Pending);
    }
}
