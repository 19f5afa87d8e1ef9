using System.Collections.Immutable;
using CsCheck;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Recovery;

public sealed class RecoveryPlanTests
{
    private static readonly SlaveInfo Now = new()
    {
        Hostname = "h",
        Port = 1,
        Resources = Resources.Parse("cpus:4;mem:512"),
        Attributes = Attributes.Parse("rack:r1"),
        Checkpoint = true,
    };

    private static readonly SlaveInfo Former = Now with { Id = new SlaveId("S-7") };

    [Fact]
    public void An_empty_directory_is_a_new_slave() =>
        Assert.Equal(new RecoveryPlan.Anew(null, []), Plan(new RecoveredState()), SameAnew);

    [Fact]
    public void A_slave_comes_back_under_its_id_whatever_its_port_is_now()
    {
        var plan = Assert.IsType<RecoveryPlan.TakeOver>(Plan(State() with { Slave = Former with { Port = 9, Hostname = "former" } }));
        Assert.Equal(Former, plan.Slave);
        Assert.False(plan.Cleanup);
    }

    [Theory]
    [InlineData("cpus:2;mem:512", "rack:r1", true, "its resources were cpus(*):2; mem(*):512 and are cpus(*):4; mem(*):512")]
    [InlineData("cpus:4;mem:512", "rack:r2", true, "its attributes were 'rack:r2' and are 'rack:r1'")]
    [InlineData("cpus:4;mem:512", "rack:r1", false, "--checkpoint was false")]
    public void What_changed_of_a_slave_is_refused_with_the_difference_unless_it_is_to_be_cleaned_up(
        string resources, string attributes, bool checkpoint, string difference)
    {
        var state = State() with
        {
            Slave = Former with { Resources = Resources.Parse(resources), Attributes = Attributes.Parse(attributes), Checkpoint = checkpoint },
        };
        Assert.Contains($"Incompatible slave info detected: {difference}", Assert.IsType<RecoveryPlan.Refuse>(Plan(state)).Reason, StringComparison.Ordinal);
        Assert.True(Assert.IsType<RecoveryPlan.TakeOver>(Plan(state, cleanup: true)).Cleanup);
    }

    [Fact]
    public void After_another_boot_it_is_a_new_slave_whatever_the_files_say()
    {
        var plan = Assert.IsType<RecoveryPlan.Anew>(Plan(State() with { BootId = "other", Errors = ["x: bad"] }));
        Assert.Contains("anew", plan.Reason, StringComparison.Ordinal);
        Assert.Equal(2, plan.Leftovers.Length);
    }

    [Fact]
    public void What_cannot_be_read_stops_a_strict_start_and_no_other()
    {
        var state = State() with { Errors = ["/meta/x: its checksum does not fit"] };
        var reason = Assert.IsType<RecoveryPlan.Refuse>(Plan(state)).Reason;
        Assert.Contains("/meta/x: its checksum does not fit", reason, StringComparison.Ordinal);
        Assert.Contains("--strict=false", reason, StringComparison.Ordinal);
        Assert.IsType<RecoveryPlan.TakeOver>(Plan(state, strict: false));
    }

    [Fact]
    public void Without_a_slave_every_run_that_lies_there_is_to_end()
    {
        var plan = Assert.IsType<RecoveryPlan.Anew>(Plan(State() with { Slave = null }));
        Assert.Equal(["c0", "c1"], plan.Leftovers.Select(run => run.Container.Value));
    }

    [Fact]
    public void The_registration_shows_what_is_not_over_with_what_is_not_acknowledged()
    {
        var running = AnAgent.UpdateOf("t1", TaskState.Running, 1);
        var finished = AnAgent.UpdateOf("t1", TaskState.Finished, 2);
        var over = State(
            new RecoveredTask(ATask.With(), [running, finished], [running.Uuid]),
            new RecoveredTask(ATask.With("done"), [AnAgent.UpdateOf("done", TaskState.Killed, 3)], [AnAgent.UpdateOf("done", TaskState.Killed, 3).Uuid]),
            new RecoveredTask(ATask.With("new"), [], []));
        var registration = Assert.IsType<RecoveryPlan.TakeOver>(Plan(over)).Registration();

        Assert.Equal([("t1", TaskState.Finished), ("new", TaskState.Staging)], registration.Tasks.Select(task => (task.TaskId.Value, task.State)));
        Assert.Equal([finished.Uuid], registration.Pending.Select(update => update.Uuid));
        Assert.Equal([AnAgent.F], registration.Frameworks.Select(framework => framework.Id!.Value));
        Assert.Empty(registration.Executors);
        Assert.Equal(Former.Id, registration.Info.Id);
    }

    [Fact]
    public void A_replay_counts_each_update_once_nothing_after_the_end_and_an_acknowledgement_covers_those_before_it()
    {
        var updates = Enumerable.Range(1, 3).Select(i => AnAgent.UpdateOf("t1", i == 3 ? TaskState.Failed : TaskState.Running, i)).ToArray();
        var late = AnAgent.UpdateOf("t1", TaskState.Finished, 4);
        var task = RecoveredTask.Replay(ATask.With(),
        [
            new UpdateRecord(updates[0], null), new UpdateRecord(updates[0], null), new UpdateRecord(updates[1], null), new UpdateRecord(null, updates[1].Uuid),
            new UpdateRecord(null, Guid.Empty), new UpdateRecord(updates[2], null), new UpdateRecord(late, null),
        ]);

        Assert.Equal(updates, task.Updates);
        Assert.Equal([updates[2]], task.Pending);
        Assert.False(task.IsDone);
        Assert.Equal(TaskState.Failed, task.SummaryOf(AnAgent.F).State);
    }

    [Fact]
    public void However_a_stream_was_cut_the_replay_is_a_beginning_of_it() => Gen.Int[0, 6].Sample(cut =>
    {
        UpdateRecord[] records =
        [
            new(AnAgent.UpdateOf("t1", TaskState.Starting, 1), null), new(null, AnAgent.Uuid(1001)), new(AnAgent.UpdateOf("t1", TaskState.Running, 2), null),
            new(AnAgent.UpdateOf("t1", TaskState.Finished, 3), null), new(null, AnAgent.Uuid(1002)), new(null, AnAgent.Uuid(1003)),
        ];
        var task = RecoveredTask.Replay(ATask.With(), records[..cut]);
        Assert.Equal(cut == 6, task.IsDone);
        Assert.Equal(records[..cut].Count(record => record.Update is not null), task.Updates.Length);
        Assert.Equal(task.Updates[^task.Pending.Length..], task.Pending);
    });

    private static RecoveredState State(params ImmutableArray<RecoveredTask> tasks) => new()
    {
        BootId = "boot",
        Slave = Former,
        Frameworks =
        [
            new RecoveredFramework(
                ATask.Framework(checkpoint: true),
                [new RecoveredExecutor(CommandExecutor.Of(AnAgent.F, ATask.With()), true, AnAgent.Container(1), "/run/c1", tasks)]),
        ],
        Leftovers = [new LeftoverRun(AnAgent.Container(0), "/run/c0")],
    };

    private static RecoveryPlan Plan(RecoveredState state, bool strict = true, bool cleanup = false) => RecoveryPlan.Of(state, Now, "boot", strict, cleanup);

    private static bool SameAnew(RecoveryPlan expected, RecoveryPlan actual) =>
        expected is RecoveryPlan.Anew a && actual is RecoveryPlan.Anew b && a.Reason == b.Reason && a.Leftovers.SequenceEqual(b.Leftovers);
}
