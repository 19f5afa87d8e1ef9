using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Registration, silence and removal of a slave (rules 4.2, 4.3).</summary>
public sealed class SlaveMachineSessionTests
{
    private static readonly FrameworkId Ann = ASlave.Ann;
    private static readonly FrameworkId Bob = ASlave.Bob;

    [Fact]
    public void A_registration_takes_over_what_the_agent_shows()
    {
        var slave = new ASlave().Register(
            [ASlave.Shown(Ann, "runs"), ASlave.Shown(Ann, "ended", TaskState.Finished)],
            [ASlave.Update(Ann, "ended", TaskState.Finished, 1)]);

        Assert.Equal(Resources.Parse("cpus:1;mem:32"), slave.Machine.Used);
        Assert.True(slave.Machine.Connected);
        Assert.Equal(["ended", "runs"], slave.View().Tasks.Select(task => task.TaskId.Value).Order());
    }

    [Fact]
    public void A_registration_lists_tasks_and_waiting_updates_to_every_framework_also_to_those_without_a_task()
    {
        var slave = new ASlave().Register(
            [ASlave.Shown(Ann, "t")], [ASlave.Update(Ann, "t", TaskState.Running, 1), ASlave.Update(Ann, "nobody's", TaskState.Running, 2)], null, Bob);

        var lists = slave.Facts.ToDictionary(fact => fact.Framework, fact => Assert.IsType<SlaveFact.TasksListed>(fact.Fact));
        Assert.Equal([Ann, Bob], lists.Keys.OrderBy(id => id.Value));
        Assert.All(lists.Values, list => Assert.Equal(slave.Machine.Epoch, list.SlaveEpoch));
        Assert.Equal(new TaskId("t"), Assert.Single(lists[Ann].Tasks).TaskId);
        Assert.Equal(ASlave.Uuid(1), Assert.Single(lists[Ann].Pending).Uuid);
        Assert.Empty(lists[Bob].Tasks);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void Frameworks_are_told_what_a_registration_shows_only_when_the_agent_is_heard_in_its_session_and_also_those_that_ask_before()
    {
        var slave = new ASlave();
        var registration = new AgentRegistration { Info = ASlave.Info(), Tasks = [ASlave.Shown(Ann, "t")] };
        slave.Step(effects => slave.Machine.Register(registration, slave.NextEpoch(), [], effects));
        Assert.Empty(slave.Submit(Bob, new FrameworkCall.ListTasks()).Facts);
        Assert.False(slave.Machine.ReportLedger().Active);

        slave.Step(slave.Machine.Hear);
        Assert.Equal([Ann, Bob], slave.Facts.Where(fact => fact.Fact is SlaveFact.TasksListed).Select(fact => fact.Framework).OrderBy(id => id.Value));
        Assert.Empty(slave.Step(slave.Machine.Hear).Facts);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_answer_to_offers_waits_for_a_session_and_one_to_offers_of_a_newer_session_ends_the_activation()
    {
        var slave = new ASlave();
        var (first, second) = (slave.NextEpoch(), slave.NextEpoch());
        Assert.Equal(CallsVerdict.Wait, Judge(first));
        slave.Step(effects => slave.Machine.Register(new AgentRegistration { Info = ASlave.Info() }, first, [], effects));
        Assert.Equal((CallsVerdict.Wait, CallsVerdict.Superseded), (Judge(first), Judge(second)));
        slave.Step(slave.Machine.Hear);
        Assert.Equal((CallsVerdict.Take, CallsVerdict.Superseded), (Judge(first), Judge(second)));
        Assert.Equal(CallsVerdict.Take, slave.Machine.Judge(new Batch<FrameworkCall>(default, 0, [new FrameworkCall.ListTasks()])));

        CallsVerdict Judge(Epoch epoch) => slave.Machine.Judge(new Batch<FrameworkCall>(default, 0, [new FrameworkCall.Accept(epoch, [new OfferId("O")], [], null)]));
    }

    [Fact]
    public void A_registration_tells_the_frameworks_of_the_cluster_what_of_theirs_has_ended_and_keeps_nothing_of_it()
    {
        var slave = new ASlave();
        slave.Register(
            new AgentRegistration
            {
                Info = ASlave.Info(),
                History = [ASlave.Shown(Bob, "b", TaskState.Failed), ASlave.Shown(Ann, "a", TaskState.Finished), ASlave.Shown(Bob, "c", TaskState.Finished)],
            },
            Bob);

        var (framework, told) = Assert.Single(slave.Facts, fact => fact.Fact is SlaveFact.History);
        Assert.Equal(Bob, framework);
        Assert.Equal(["b", "c"], ((SlaveFact.History)told).Tasks.Select(task => task.TaskId.Value));
        Assert.Empty(slave.View().Tasks);
    }

    [Fact]
    public void A_registration_rescinds_offers_before_it_lists_tasks()
    {
        var slave = ASlave.Registered();
        var offer = slave.Offer(Ann, "cpus:4");
        slave.Register([], default, null, Ann);

        Assert.Equal([typeof(SlaveFact.Rescinded), typeof(SlaveFact.TasksListed)], slave.Facts.Select(fact => fact.Fact.GetType()));
        Assert.Equal((Ann, new SlaveFact.Rescinded(offer.Id)), slave.Facts.First());
        Assert.Equal(0, slave.Machine.OfferCount);
    }

    [Fact]
    public void A_task_that_the_agent_does_not_show_is_gone_and_holds_nothing()
    {
        var slave = ASlave.Registered().Launch(Ann, "t");
        slave.Register([], default, null, Ann);

        Assert.Empty(slave.View().Tasks);
        Assert.True(slave.Machine.Used.IsEmpty);
        Assert.Empty(Assert.IsType<SlaveFact.TasksListed>(slave.Facts.Single(fact => fact.Framework == Ann).Fact).Tasks);
    }

    [Fact]
    public void A_kill_that_was_asked_for_is_asked_again_of_an_agent_that_comes_back_with_the_task()
    {
        var slave = ASlave.Registered().Launch(Ann, "killed", "other").Submit(Ann, new FrameworkCall.Kill(new TaskId("killed")));
        for (var i = 0; i < 2; i++)
        {
            slave.Register([ASlave.Shown(Ann, "killed"), ASlave.Shown(Ann, "other")]);
            Assert.Equal([new AgentCommand.Kill(Ann, new TaskId("killed"))], slave.Effects.Commands);
        }

        slave.Register([ASlave.Shown(Ann, "killed", TaskState.Killed)]);
        Assert.Empty(slave.Effects.Commands);
    }

    [Fact]
    public void A_kill_of_before_the_first_registration_waits_for_it()
    {
        var slave = new ASlave().Submit(Ann, new FrameworkCall.Kill(new TaskId("t")));
        Assert.Empty(slave.Facts);
        slave.Register([ASlave.Shown(Ann, "t"), ASlave.Shown(Bob, "t")]);

        Assert.Equal([new AgentCommand.Kill(Ann, new TaskId("t"))], slave.Effects.Commands);
    }

    [Fact]
    public void A_registration_with_other_resources_changes_the_total()
    {
        var slave = ASlave.Registered().Register([], default, ASlave.Info("cpus:8"));

        Assert.Equal(Resources.Parse("cpus:8"), slave.Machine.Total);
        Assert.Equal(Resources.Parse("cpus:8"), slave.Machine.ReportLedger().Total);
    }

    [Fact]
    public void A_silent_slave_loses_its_offers_and_gets_none_but_keeps_its_tasks()
    {
        var slave = ASlave.Registered().Launch(Ann, "t");
        var offer = slave.Offer(Ann, "cpus:1");
        var version = slave.Machine.LedgerVersion;
        slave.Step(slave.Machine.Disconnect);

        Assert.Equal([(Ann, new SlaveFact.Rescinded(offer.Id))], slave.Facts);
        Assert.True(slave.Machine.LedgerVersion > version);
        Assert.Single(slave.View().Tasks);
        Assert.False(slave.Machine.ReportLedger().Active);
        slave.Step(effects => slave.Machine.Offer([new OfferRequest(Ann, Resources.Parse("cpus:1"))], effects));
        Assert.Empty(slave.Facts);
    }

    [Fact]
    public void A_slave_that_answers_again_is_offered_again_in_the_same_session()
    {
        var slave = ASlave.Registered();
        var epoch = slave.Machine.Epoch;
        slave.Step(slave.Machine.Disconnect);
        var version = slave.Machine.LedgerVersion;
        slave.Step(slave.Machine.Hear);

        Assert.True(slave.Machine.LedgerVersion > version);
        Assert.True(slave.Machine.ReportLedger().Active);
        Assert.Equal(epoch, slave.Offer(Ann, "cpus:1").SlaveEpoch);
    }

    [Fact]
    [Trait("Invariant", "3 no rogue slaves")]
    public void From_the_decision_to_remove_it_on_nothing_is_offered_or_launched()
    {
        var slave = ASlave.Registered();
        var offer = slave.Offer(Ann, "cpus:1;mem:32");
        slave.Step(slave.Machine.BeginRemoval);
        Assert.Equal([(Ann, new SlaveFact.Rescinded(offer.Id))], slave.Facts);

        slave.Accept(Ann, offer, ASlave.Task("t"));
        Assert.Equal($"Task launched with invalid offers: Offer {offer.Id} is no longer valid", slave.LostMessage(Ann, "t"));
        Assert.Empty(slave.Effects.Commands);
        slave.Step(slave.Machine.Hear);
        slave.Step(effects => slave.Machine.Offer([new OfferRequest(Ann, Resources.Parse("cpus:1"))], effects));
        Assert.Empty(slave.Facts);
        Assert.False(slave.Machine.ReportLedger().Active);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_removed_slave_says_so_to_every_framework_and_holds_nothing()
    {
        var slave = ASlave.Registered().Launch(Ann, "t");
        slave.Step(slave.Machine.BeginRemoval).Step(effects => slave.Machine.Removed([Bob], effects));

        Assert.Equal([(Ann, new SlaveFact.SlaveLost("host")), (Bob, new SlaveFact.SlaveLost("host"))], slave.Facts.OrderBy(fact => fact.Framework.Value));
        Assert.Empty(slave.View().Tasks);
        Assert.True(slave.Machine.Total.IsEmpty);
    }

    [Fact]
    public void A_framework_that_is_gone_leaves_nothing_on_the_slave()
    {
        var slave = ASlave.Registered().Launch(Ann, "t").Launch(Bob, "t");
        slave.Offer(Ann, "cpus:1");
        slave.Submit(Ann, new FrameworkCall.Shutdown());

        Assert.Equal([new AgentCommand.ShutdownFramework(Ann)], slave.Effects.Commands);
        Assert.Equal([Ann], slave.Effects.Ended);
        Assert.Empty(slave.Facts);
        Assert.Equal(Bob, Assert.Single(slave.View().Tasks).FrameworkId);
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), slave.Machine.Used);
        Assert.True(slave.View().Offered.IsEmpty);
    }
}
