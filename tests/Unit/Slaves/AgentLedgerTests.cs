using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class AgentLedgerTests
{
    private static readonly FrameworkInfo Framework = ATask.Framework();
    private static readonly FrameworkId Id = Framework.Id!.Value;

    private readonly AgentLedger _ledger = new(Resources.Parse("cpus:2;mem:1024"));

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void A_task_that_does_not_fit_is_refused_and_frees_what_it_never_used_when_its_loss_is_told()
    {
        Assert.Null(_ledger.Launch(Framework, ATask.With("one")));
        Assert.Null(_ledger.Launch(Framework, ATask.With("two")));
        Assert.Equal(
            "The task needs cpus(*):1; mem(*):32, but mem(*):960 of cpus(*):2; mem(*):1024 is free on its slave",
            _ledger.Launch(Framework, ATask.With("three")));

        Assert.NotNull(Update("three", TaskState.Lost, 1));
        Assert.Equal(Resources.Parse("cpus:2;mem:64"), _ledger.Used);
    }

    [Fact]
    public void A_task_that_is_here_already_is_left_alone()
    {
        _ledger.Launch(Framework, ATask.With("t"));
        Update("t", TaskState.Running, 1);

        Assert.Equal("", _ledger.Launch(Framework, ATask.With("t")));
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _ledger.Used);
        Assert.Equal(TaskState.Running, Assert.Single(Snapshot().Tasks).State);
        Assert.Null(_ledger.Launch(ATask.Framework("F-0001"), ATask.With("t")));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_first_terminal_state_wins()
    {
        _ledger.Launch(Framework, ATask.With("t"));
        Assert.NotNull(Update("t", TaskState.Killed, 1));

        Assert.Null(Update("t", TaskState.Finished, 2));
        Assert.Equal((false, TaskState.Killed), (_ledger.Runs(Id, new TaskId("t")), Assert.Single(Snapshot().Tasks).State));
        Assert.Equal(Resources.Empty, _ledger.Used);
    }

    [Fact]
    public void An_update_of_an_unknown_task_is_none() => Assert.Null(Update("unknown", TaskState.Running, 1));

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_acknowledgement_stands_for_those_before_it_and_the_last_one_forgets_the_task()
    {
        _ledger.Launch(Framework, ATask.With("t"));
        Update("t", TaskState.Starting, 1);
        Update("t", TaskState.Running, 2);
        Update("t", TaskState.Finished, 3);

        Assert.False(Acknowledge("t", 9));
        Assert.False(Acknowledge("t", 2));
        Assert.Equal(Uuid(3), Assert.Single(Snapshot().Pending).Uuid);
        Assert.False(Acknowledge("t", 1));
        Assert.True(Acknowledge("t", 3));
        Assert.False(Acknowledge("t", 3));
        Assert.Equal(0, _ledger.Count);
    }

    [Fact]
    public void A_running_task_is_not_forgotten_though_all_of_it_is_acknowledged()
    {
        _ledger.Launch(Framework, ATask.With("t"));
        Update("t", TaskState.Running, 1);

        Assert.False(Acknowledge("t", 1));
        Assert.True(_ledger.Runs(Id, new TaskId("t")));
        Assert.Empty(Snapshot().Pending);
    }

    [Fact]
    public void A_snapshot_holds_tasks_waiting_updates_in_order_and_each_framework_once()
    {
        _ledger.Launch(Framework, ATask.With("a"));
        _ledger.Launch(Framework, ATask.With("b"));
        Update("b", TaskState.Running, 1);
        Update("b", TaskState.Failed, 2);

        var snapshot = Snapshot();
        Assert.Equal([("a", TaskState.Staging), ("b", TaskState.Failed)], snapshot.Tasks.Select(task => (task.TaskId.Value, task.State)));
        Assert.Equal([Uuid(1), Uuid(2)], snapshot.Pending.Select(update => update.Uuid));
        Assert.Equal([Id], snapshot.Frameworks.Select(framework => framework.Id!.Value));
    }

    [Fact]
    public void A_framework_that_is_gone_takes_all_its_tasks_along_those_that_have_ended_too()
    {
        _ledger.Launch(Framework, ATask.With("ended"));
        _ledger.Launch(Framework, ATask.With("runs"));
        _ledger.Launch(ATask.Framework("F-0001"), ATask.With("other") with { Resources = Resources.Empty });
        Update("ended", TaskState.Finished, 0);

        Assert.Equal([new TaskId("ended"), new TaskId("runs")], _ledger.Forget(Id).OrderBy(task => task.Value));
        Assert.Equal((1, Resources.Empty), (_ledger.Count, _ledger.Used));
    }

    private static Guid Uuid(int number) => ASlave.Uuid(number);

    private StatusUpdate? Update(string task, TaskState state, int uuid) =>
        _ledger.Update(Id, new TaskStatus { TaskId = new TaskId(task), State = state }, Uuid(uuid));

    private bool Acknowledge(string task, int uuid) => _ledger.Acknowledge(Id, new TaskId(task), Uuid(uuid));

    private AgentRegistration Snapshot() => _ledger.Snapshot(ASlave.Info());
}
