using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>The rows of the tables of answers in <c>docs/scheduler.md</c>, one test each: reconciliation and kills.</summary>
[Trait("Invariant", "7 no silent loss of input")]
public sealed class FrameworkMachineQuestionTests
{
    private const string Latest = "Reconciliation: latest task state";

    private readonly AFramework _framework = AFramework.Subscribed();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_task_that_its_slave_has_told_of_is_answered_with_its_latest_state(bool named)
    {
        _framework.Launch("t").Told("t", TaskState.Running, 1).Submit(Asking("t", named));

        Assert.Equal([("t", TaskState.Running, Latest)], Answers());
    }

    [Fact]
    public void A_task_that_was_just_launched_is_answered_as_staging()
    {
        _framework.Launch("t").Submit(Asking("t"));

        Assert.Equal([("t", TaskState.Staging, Latest)], Answers());
    }

    [Fact]
    public void A_task_that_only_its_scheduler_has_spoken_of_is_answered_when_its_slave_has_told_what_it_has()
    {
        _framework.Subscribe([ASlave.Shown(AFramework.Id, "there"), ASlave.Shown(AFramework.Id, "lost")]).Submit(Asking("there")).Submit(Asking("lost"));
        Assert.Empty(Answers());

        _framework.Listed(AFramework.First, [ASlave.Shown(AFramework.Id, "there", TaskState.Starting)]);

        Assert.Equal([("lost", TaskState.Lost, Latest), ("there", TaskState.Starting, Latest)], Answers().Order());
    }

    [Fact]
    public void A_task_that_has_ended_is_answered_with_its_end()
    {
        _framework.Launch("t").Told("t", TaskState.Failed, 1).Submit(Asking("t"));

        Assert.Equal([("t", TaskState.Failed, Latest)], Answers());
    }

    [Fact]
    public void An_unknown_task_waits_for_the_slave_that_is_named_which_is_asked_once()
    {
        _framework.Submit(Asking("nowhere"));
        Assert.Equal([new FrameworkCall.ListTasks(KeepsOffers: true)], _framework.Calls);
        _framework.Submit(Asking("there"));
        Assert.Empty(_framework.Calls);
        Assert.Empty(_framework.Updates);

        _framework.Listed(AFramework.First, [ASlave.Shown(AFramework.Id, "there")]);

        Assert.Equal(
            [("nowhere", TaskState.Lost, "Reconciliation: Task is unknown to the slave"), ("there", TaskState.Running, Latest)], Answers().Order());
        Assert.DoesNotContain(_framework.Listed(AFramework.First, []).Updates, update => update.Status.IsReconciliation);
    }

    [Fact]
    public void An_unknown_task_of_a_slave_that_is_removed_is_lost()
    {
        _framework.Submit(Asking("t")).Report(new SlaveFact.SlaveLost("host"));

        Assert.Equal([("t", TaskState.Lost, "Reconciliation: Slave is unknown/removed")], Answers());
    }

    [Fact]
    public void An_unknown_task_without_a_slave_is_lost_if_every_slave_has_told_what_it_has()
    {
        _framework.Submit(Asking("t", named: false));

        Assert.Equal([("t", TaskState.Lost, "Reconciliation: Task is unknown")], Answers());
    }

    [Fact]
    public void An_unknown_task_without_a_slave_waits_until_every_slave_has_told_what_it_has_or_is_removed()
    {
        AfterAFailover().Submit(Asking("t", named: false)).Submit(Asking("there", named: false));
        Assert.Empty(_framework.Updates);

        _framework.Listed(AFramework.First, [ASlave.Shown(AFramework.Id, "there")]);
        Assert.Empty(_framework.Updates);
        _framework.Report(AFramework.Other, new SlaveFact.SlaveLost("other"));

        Assert.Equal([("t", TaskState.Lost, "Reconciliation: Task is unknown"), ("there", TaskState.Running, Latest)], Answers().Order());
    }

    [Fact]
    public void Implicit_reconciliation_answers_every_unfinished_task_that_a_slave_has_and_asks_for_the_others()
    {
        _framework.Launch("a", "b").Told("b", TaskState.Running, 1).Launch("ended").Told("ended", TaskState.Finished, 2)
            .Subscribe([ASlave.Shown(AFramework.Id, "mine") with { SlaveId = AFramework.Other }]).Submit(new SchedulerCall.Reconcile([]));
        Assert.Equal([("a", TaskState.Staging, Latest), ("b", TaskState.Running, Latest)], Answers());

        _framework.Report(AFramework.Other, new SlaveFact.TasksListed(AFramework.First, [], []));

        Assert.Equal([("mine", TaskState.Lost, Latest)], Answers());
    }

    [Fact]
    public void An_answer_is_the_masters_says_so_and_is_not_to_be_acknowledged()
    {
        _framework.Launch("t").Submit(Asking("t"));

        var status = Assert.Single(_framework.Updates).Status;
        Assert.Equal((TaskStatusSource.Master, TaskStatusReason.Reconciliation), (status.Source, status.Reason));
        Assert.Empty(_framework.Subscribe().Updates);
    }

    [Fact]
    public void A_kill_of_a_known_task_goes_to_the_slave_that_has_it_whatever_slave_is_named()
    {
        _framework.Launch("t").Submit(Kill("t", AFramework.Other));

        Assert.Equal([(AFramework.Slave, new FrameworkCall.Kill(new TaskId("t")))], _framework.Effects.Calls);
    }

    [Fact]
    public void A_kill_of_an_unknown_task_goes_to_the_slave_that_is_named()
    {
        _framework.Submit(Kill("t", AFramework.Other));

        Assert.Equal([(AFramework.Other, new FrameworkCall.Kill(new TaskId("t")))], _framework.Effects.Calls);
    }

    [Fact]
    public void A_kill_of_an_unknown_task_without_a_slave_is_answered_if_every_slave_has_told_what_it_has()
    {
        _framework.Submit(Kill("t"));

        Assert.Equal([("t", TaskState.Lost, "Attempted to kill an unknown task")], Answers());
    }

    [Fact]
    public void A_kill_of_an_unknown_task_without_a_slave_waits_for_the_slaves_and_reaches_the_one_that_has_it()
    {
        AfterAFailover().Submit(Kill("t")).Submit(Kill("there"));
        Assert.Empty(_framework.Effects.Calls);
        Assert.Empty(_framework.Updates);

        _framework.Listed(AFramework.First, [ASlave.Shown(AFramework.Id, "there")]);
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Kill(new TaskId("there")))], _framework.Effects.Calls);
        Assert.Empty(_framework.Updates);
        _framework.Report(AFramework.Other, new SlaveFact.TasksListed(AFramework.First, [], []));

        Assert.Equal([("t", TaskState.Lost, "Attempted to kill an unknown task")], Answers());
    }

    private static SchedulerCall.Reconcile Asking(string task, bool named = true) =>
        new([new TaskStatus { TaskId = new TaskId(task), State = TaskState.Running, SlaveId = named ? AFramework.Slave : null }]);

    private static SchedulerCall.Kill Kill(string task, SlaveId? slave = null) => new(new TaskId(task), slave);

    private AFramework AfterAFailover() => _framework.Step(effects => _framework.Machine.AskAll([AFramework.Slave, AFramework.Other], effects));

    /// <summary>Of the last step.</summary>
    private ImmutableArray<(string Task, TaskState State, string? Message)> Answers() =>
        [.. _framework.Updates.Where(update => update.Status.IsReconciliation)
            .Select(update => (update.Status.TaskId.Value, update.Status.State, update.Status.Message))];
}
