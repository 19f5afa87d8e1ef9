using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Executors in the ledger of their slave, and what is said to and by them.</summary>
public sealed class SlaveMachineExecutorTests
{
    private static readonly FrameworkId Ann = ASlave.Ann;
    private static readonly ExecutorId Id = new("e");

    private readonly ASlave _slave = ASlave.Registered();

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void An_executor_counts_once_beside_its_tasks_from_the_first_one_on()
    {
        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:3;mem:128"), ASlave.ExecutorTask("a"), ASlave.ExecutorTask("b"));

        Assert.Equal(Resources.Parse("cpus:2.5;mem:80"), _slave.View().Used);
        Assert.Equal([true, false], _slave.Effects.Commands.Cast<AgentCommand.Launch>().Select(launch => launch.StartsExecutor));
        Assert.Equal([Id], _slave.Offer(Ann, "cpus:1").ExecutorIds);
        Assert.Empty(_slave.Offer(ASlave.Bob, "cpus:0.1").ExecutorIds);
    }

    [Fact]
    public void A_task_that_does_not_fit_with_its_executor_leaves_the_offer_to_the_next_one()
    {
        var large = ASlave.ExecutorTask("large", ASlave.Executor("large", "cpus:9"));

        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:1.5;mem:48"), large, ASlave.ExecutorTask("small"));

        Assert.Equal(new TaskId("large"), Assert.IsType<SlaveFact.LaunchRefused>(Assert.Single(_slave.Facts).Fact).Update.Status.TaskId);
        Assert.Equal(Id, Assert.Single(_slave.View().Executors).ExecutorId);
    }

    [Fact]
    public void Another_executor_of_the_same_ID_is_refused_also_within_one_call()
    {
        var changed = ASlave.Executor() with { Name = "changed" };

        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:3;mem:128"), ASlave.ExecutorTask("a"), ASlave.ExecutorTask("b", changed));

        Assert.StartsWith("Task has invalid ExecutorInfo", _slave.LostMessage(Ann, "b"), StringComparison.Ordinal);
        Assert.Equal(Resources.Parse("cpus:1.5;mem:48"), _slave.View().Used);
    }

    [Fact]
    public void What_an_executor_used_itself_is_free_when_it_has_exited_and_its_scheduler_is_told()
    {
        Launch();

        _slave.Report(new AgentFact.ExecutorExited(Ann, Id, 9));

        Assert.Equal((Ann, new SlaveFact.ExecutorLost(Id, 9)), Assert.Single(_slave.Facts));
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.View().Used);
        Assert.Empty(_slave.Report(new AgentFact.ExecutorExited(Ann, Id, 9)).Facts);
    }

    [Fact]
    public void At_a_registration_the_executors_become_those_that_the_agent_shows()
    {
        Launch();
        var shown = ASlave.Executor("other", "cpus:2");

        var registration = new AgentRegistration { Info = ASlave.Info(), Executors = [shown] };
        _slave.Register(registration);

        Assert.Equal([shown], _slave.View().Executors);
        Assert.Equal(shown.Resources, _slave.View().Used);
        Assert.Contains((Ann, new SlaveFact.ExecutorLost(Id, -1)), _slave.Facts);
        Assert.Contains(_slave.Facts, told => told.Fact is SlaveFact.TasksListed { Tasks.IsEmpty: true } && told.Framework == Ann);
    }

    [Fact]
    public void A_framework_that_ends_takes_its_executors_along()
    {
        Launch();

        _slave.Submit(Ann, new FrameworkCall.Shutdown());

        Assert.Equal((Resources.Empty, 0), (_slave.View().Used, _slave.View().Executors.Length));
    }

    [Fact]
    public void Messages_pass_both_ways_while_the_agent_is_connected()
    {
        _slave.Submit(Ann, new FrameworkCall.Message(Id, [1]));
        Assert.IsType<AgentCommand.Message>(Assert.Single(_slave.Effects.Commands));
        _slave.Report(new AgentFact.Message(Ann, Id, [2]));
        Assert.IsType<SlaveFact.Message>(Assert.Single(_slave.Facts).Fact);

        _slave.Step(_slave.Machine.Disconnect).Submit(Ann, new FrameworkCall.Message(Id, [1]));
        Assert.Empty(_slave.Effects.Commands);
    }

    [Fact]
    public void A_scheduler_may_end_an_executor()
    {
        _slave.Submit(Ann, new FrameworkCall.ShutdownExecutor(Id));

        Assert.Equal(new AgentCommand.ShutdownExecutor(Ann, Id), Assert.Single(_slave.Effects.Commands));
    }

    private void Launch() => _slave.Accept(Ann, _slave.Offer(Ann, "cpus:1.5;mem:48"), ASlave.ExecutorTask("t"));
}
