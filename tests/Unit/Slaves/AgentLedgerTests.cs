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

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void An_executor_counts_once_until_it_has_exited()
    {
        var executor = ASlave.Executor("e", "cpus:0.5");
        Assert.Null(_ledger.Launch(Framework, TaskOf(executor, "a", "cpus:0.5"), startsExecutor: true));
        Assert.Null(_ledger.Launch(Framework, TaskOf(executor, "b", "cpus:0.5")));
        Assert.Equal(Resources.Parse("cpus:1.5"), _ledger.Used);
        Assert.Equal([executor with { FrameworkId = Id }], Snapshot().Executors);

        Assert.True(_ledger.ExecutorExited(Id, executor.ExecutorId));
        Assert.False(_ledger.ExecutorExited(Id, executor.ExecutorId));
        Assert.Equal(Resources.Parse("cpus:1"), _ledger.Used);
    }

    [Fact]
    public void A_task_for_an_executor_that_has_exited_meanwhile_does_not_start_it_again() => Assert.Equal(
        "Executor e exited before the task came to it", _ledger.Launch(Framework, TaskOf(ASlave.Executor("e", "cpus:0.5"), "a", "cpus:0.5")));

    [Fact]
    public void An_executor_that_does_not_fit_with_its_first_task_is_not_started()
    {
        var executor = ASlave.Executor("e", "cpus:1.5");

        Assert.Equal(
            "The task needs cpus(*):2.5, but cpus(*):2; mem(*):1024 of cpus(*):2; mem(*):1024 is free on its slave",
            _ledger.Launch(Framework, TaskOf(executor, "a", "cpus:1"), startsExecutor: true));
        Assert.False(_ledger.Runs(Id, executor.ExecutorId));
    }

    [Fact]
    public void Another_executor_of_the_same_ID_is_refused()
    {
        var executor = ASlave.Executor("e", "cpus:0.5");
        _ledger.Launch(Framework, TaskOf(executor, "a", "cpus:0.5"), startsExecutor: true);

        Assert.Equal(
            "Executor e runs already with another name: '' and not 'x'", _ledger.Launch(Framework, TaskOf(executor with { Name = "x" }, "b", "cpus:0.5")));
    }

    [Fact]
    [Trait("Invariant", "6 no orphan")]
    public void A_restored_ledger_is_the_one_that_was_shown()
    {
        _ledger.Launch(Framework, TaskOf(ASlave.Executor("e", "cpus:0.5"), "a", "cpus:0.5"), startsExecutor: true);
        _ledger.Launch(Framework, ATask.With("ended"));
        Update("ended", TaskState.Finished, 1);
        Update("a", TaskState.Running, 2);
        var shown = Snapshot();

        var restored = new AgentLedger(Resources.Parse("cpus:2;mem:1024"));
        restored.Restore(shown);

        var again = restored.Snapshot(shown.Info);
        Assert.Equal(_ledger.Used, restored.Used);
        Assert.Equal(shown.Tasks, again.Tasks);
        Assert.Equal(shown.Pending, again.Pending);
        Assert.Equal(shown.Frameworks, again.Frameworks);
        Assert.Equal(shown.Executors, again.Executors);
    }

    private static TaskInfo TaskOf(ExecutorInfo executor, string id, string resources) =>
        ATask.With(id) with { Command = null, Executor = executor with { FrameworkId = Id }, Resources = Resources.Parse(resources) };

    private static Guid Uuid(int number) => ASlave.Uuid(number);

    private StatusUpdate? Update(string task, TaskState state, int uuid) =>
        _ledger.Update(Id, new TaskStatus { TaskId = new TaskId(task), State = state }, Uuid(uuid));

    private bool Acknowledge(string task, int uuid) => _ledger.Acknowledge(Id, new TaskId(task), Uuid(uuid));

    private AgentRegistration Snapshot() => _ledger.Snapshot(ASlave.Info());
}
