using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Updates, kills and acknowledgements at the slave (rules 9.1 to 9.7).</summary>
public sealed class SlaveMachineTaskTests
{
    private static readonly FrameworkId Ann = ASlave.Ann;
    private static readonly TaskId Task = new("t");

    private readonly ASlave _slave = ASlave.Registered().Launch(Ann, "t");

    [Fact]
    public void An_update_moves_the_task_and_goes_to_its_framework_again_if_the_agent_repeats_it()
    {
        var update = ASlave.Update(Ann, "t", TaskState.Running, 1);
        _slave.Report(update, update);

        Assert.Equal([(Ann, new SlaveFact.TaskUpdated(update)), (Ann, new SlaveFact.TaskUpdated(update))], _slave.Facts);
        Assert.Single(_slave.Machine.Describe(null, null).Tasks.Single().Statuses);
        Assert.Equal(TaskState.Running, Assert.Single(_slave.View().Tasks).State);
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.Machine.Used);
    }

    [Theory]
    [InlineData(TaskState.Finished)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Killed)]
    [InlineData(TaskState.Lost)]
    public void A_terminal_update_frees_the_resources_once(TaskState state)
    {
        _slave.Launch(Ann, "u").Report(ASlave.Update(Ann, "t", state, 1), ASlave.Update(Ann, "t", TaskState.Lost, 2));

        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.Machine.Used);
        Assert.Equal(state, _slave.View().Tasks.Single(task => task.TaskId == Task).State);
        Assert.Equal(2, _slave.Facts.Count());
    }

    [Fact]
    public void An_update_of_an_unknown_task_is_passed_on_and_changes_nothing()
    {
        var update = ASlave.Update(Ann, "unknown", TaskState.Finished, 1);
        _slave.Report(update);

        Assert.Equal([(Ann, new SlaveFact.TaskUpdated(update))], _slave.Facts);
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.Machine.Used);
    }

    [Fact]
    public void A_kill_goes_to_the_agent_as_often_as_it_is_asked_for()
    {
        for (var i = 0; i < 2; i++)
        {
            _slave.Submit(Ann, new FrameworkCall.Kill(Task));
            Assert.Equal([new AgentCommand.Kill(Ann, Task)], _slave.Effects.Commands);
            Assert.Empty(_slave.Facts);
        }
    }

    [Fact]
    public void A_kill_of_an_unknown_task_answers_that_it_is_lost()
    {
        _slave.Submit(ASlave.Bob, new FrameworkCall.Kill(Task));

        Assert.Equal("Attempted to kill an unknown task", _slave.LostMessage(ASlave.Bob, "t"));
        Assert.True(((SlaveFact.TaskUpdated)_slave.Facts.Single().Fact).Update.Status.IsReconciliation);
        Assert.Empty(_slave.Effects.Commands);
    }

    [Fact]
    public void A_kill_of_a_task_that_has_ended_does_nothing()
    {
        _slave.Report(ASlave.Update(Ann, "t", TaskState.Finished, 1)).Submit(Ann, new FrameworkCall.Kill(Task));

        Assert.Empty(_slave.Effects.Commands);
        Assert.Empty(_slave.Facts);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_task_is_forgotten_when_its_end_is_acknowledged_and_not_before()
    {
        _slave.Report(ASlave.Update(Ann, "t", TaskState.Running, 1), ASlave.Update(Ann, "t", TaskState.Finished, 2));
        _slave.Submit(Ann, new FrameworkCall.Acknowledge(Task, ASlave.Uuid(1)));
        Assert.Single(_slave.View().Tasks);

        _slave.Submit(Ann, new FrameworkCall.Acknowledge(Task, ASlave.Uuid(2)));
        Assert.Empty(_slave.View().Tasks);
        Assert.Equal([new AgentCommand.Acknowledge(Ann, Task, ASlave.Uuid(2))], _slave.Effects.Commands);
    }

    [Fact]
    public void An_acknowledgement_of_a_running_task_leaves_it_there()
    {
        _slave.Report(ASlave.Update(Ann, "t", TaskState.Running, 1)).Submit(Ann, new FrameworkCall.Acknowledge(Task, ASlave.Uuid(1)));

        Assert.Equal(TaskState.Running, Assert.Single(_slave.View().Tasks).State);
        _slave.Submit(Ann, new FrameworkCall.ListTasks());
        Assert.Empty(Assert.IsType<SlaveFact.TasksListed>(_slave.Facts.Single().Fact).Pending);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_acknowledgement_reaches_the_agent_though_the_task_is_forgotten_here()
    {
        _slave.Submit(Ann, new FrameworkCall.Acknowledge(new TaskId("forgotten"), ASlave.Uuid(7)));

        Assert.Equal([new AgentCommand.Acknowledge(Ann, new TaskId("forgotten"), ASlave.Uuid(7))], _slave.Effects.Commands);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_list_holds_what_is_not_acknowledged()
    {
        _slave.Report(ASlave.Update(Ann, "t", TaskState.Starting, 1), ASlave.Update(Ann, "t", TaskState.Running, 2));
        _slave.Submit(Ann, new FrameworkCall.Acknowledge(Task, ASlave.Uuid(1))).Submit(Ann, new FrameworkCall.ListTasks());

        var list = Assert.IsType<SlaveFact.TasksListed>(_slave.Facts.Single().Fact);
        Assert.Equal(TaskState.Running, Assert.Single(list.Tasks).State);
        Assert.Equal(ASlave.Uuid(2), Assert.Single(list.Pending).Uuid);
    }
}
