using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Orleans.Core.Internal;
using Xunit;

namespace MesosOrleans.Tests.Unit.Grains;

/// <summary>How registrar, slave and framework grains remove a slave together.</summary>
public sealed class SlaveRemovalTests : IAsyncLifetime
{
    private static readonly SlaveInfo Info = new() { Hostname = "host", Resources = Resources.Parse("cpus:4;mem:1024") };
    private static readonly MasterSettings Settings = new() { SlavePingTimeout = TimeSpan.FromHours(1) };

    private readonly SilentAgent _agent = new();
    private OneSilo _silo = null!;

    private IGrainFactory Grains => _silo.Grains;

    public async ValueTask InitializeAsync() => _silo = await OneSilo.Start(Settings);

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact, Trait("Invariant", "3 no rogue slaves")]
    public async Task From_the_decision_to_remove_until_its_outcome_is_known_a_registration_waits_and_then_is_refused()
    {
        var slave = await Admit();
        var held = _silo.Gate.Hold(slave.Id!.Value);
        await Grains.Slave(slave.Id.Value).Expire(slave);
        await held.Entered.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var waits = await Assert.ThrowsAsync<InvalidOperationException>(() => Register(slave));
        Assert.Contains("waits for the outcome", waits.Message, StringComparison.Ordinal);
        Assert.NotNull(await Grains.Registrar().Find(slave.Id.Value));

        held.Released.SetResult();
        Assert.Contains("removed", await Refusal(slave), StringComparison.Ordinal);
        Assert.Null(await Grains.Registrar().Find(slave.Id.Value));
    }

    [Fact, Trait("Invariant", "7 no silent loss of input")]
    public async Task A_removal_whose_answer_is_lost_is_asked_again_under_the_same_operation()
    {
        var slave = await Admit();
        var held = _silo.Gate.Hold(slave.Id!.Value, losesFirstAnswer: true);
        held.Released.SetResult();
        await Grains.Slave(slave.Id.Value).Expire(slave);
        await held.Entered.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Contains("removed", await Refusal(slave), StringComparison.Ordinal);

        Assert.Equal(2, held.Operations.Count);
        Assert.Single(held.Operations.Distinct());
    }

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task Frameworks_learn_of_the_loss_only_after_it_is_stored()
    {
        var slave = await Admit();
        var held = _silo.Gate.Hold(slave.Id!.Value);
        var told = new TaskCompletionSource<bool>();
        var scheduler = new WatchingScheduler(happening =>
        {
            if (happening is SchedulerEvent.SlaveLost)
            {
                told.TrySetResult(held.IsStored);
            }
        });
        var framework = await Grains.Registrar().AddFramework();
        var answer = await Grains.Framework(framework).Subscribe(
            new SchedulerSubscription { Info = new FrameworkInfo { Name = "watcher", Id = framework }, Scheduler = Guid.NewGuid(), First = true },
            Grains.CreateObjectReference<ISchedulerObserver>(scheduler));
        Assert.Null(answer.Error);

        await Grains.Slave(slave.Id.Value).Expire(slave);
        await held.Entered.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        held.Released.SetResult();

        await Told(told.Task);
        Assert.True(await told.Task);
        GC.KeepAlive(scheduler);
    }

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task A_task_of_a_slave_that_was_removed_without_a_word_is_lost_when_its_framework_is_woken()
    {
        var slave = await Admit();
        var told = new TaskCompletionSource<StatusUpdate>();
        var scheduler = new WatchingScheduler(happening =>
        {
            if (happening is SchedulerEvent.TaskUpdated updated)
            {
                told.TrySetResult(updated.Update);
            }
        });
        var framework = await Grains.Registrar().AddFramework();
        var task = new TaskSummary
        {
            TaskId = new TaskId("t"),
            Name = "t",
            FrameworkId = framework,
            SlaveId = slave.Id!.Value,
            Resources = Resources.Parse("cpus:1"),
            State = TaskState.Running,
        };
        await Grains.Framework(framework).Subscribe(
            new SchedulerSubscription { Info = new FrameworkInfo { Name = "f", Id = framework }, Scheduler = Guid.NewGuid(), First = true, Unfinished = [task] },
            Grains.CreateObjectReference<ISchedulerObserver>(scheduler));

        // As when the silo of the slave's grain dies between the store and the word.
        await Grains.Registrar().Remove(Guid.NewGuid(), slave.Id.Value);
        await Grains.Slave(slave.Id.Value).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Grains.Framework(framework).Wake();

        await Told(told.Task);
        var update = await told.Task;
        Assert.Equal((TaskState.Lost, "t"), (update.Status.State, update.Status.TaskId.Value));
        GC.KeepAlive(scheduler);
    }

    [Fact]
    public async Task An_agent_that_has_registered_is_not_removed_because_the_registrar_had_not_heard_of_it()
    {
        var slave = await Admit();
        var epoch = (await Register(slave)).Epoch;

        await Grains.Slave(slave.Id!.Value).Expire(slave);

        Assert.Equal(Receipt.Taken, await Grains.Slave(slave.Id.Value).Confirm(epoch));
        Assert.NotNull(await Grains.Registrar().Find(slave.Id.Value));
    }

    [Fact]
    public async Task A_slave_that_was_admitted_and_never_registers_is_removed_when_its_time_is_over()
    {
        await _silo.WakesUntil("the registrar has looked at its registry", () => Task.FromResult(true));
        var (silent, registered) = (await Admit(), await Admit());
        await Register(registered);

        _silo.Time.Advance(Settings.SlaveReregisterTimeout);

        await _silo.WakesUntil("the silent one is removed", async () => await Grains.Registrar().Find(silent.Id!.Value) is null);
        Assert.NotNull(await Grains.Registrar().Find(registered.Id!.Value));
    }

    [Fact]
    public async Task A_slave_whose_grain_was_lost_alone_is_waited_for_though_nobody_else_noticed()
    {
        var slave = await Admit();
        await Register(slave);
        await _silo.WakesUntil("the registrar knows that all are there", () => Task.FromResult(true));
        await Grains.Slave(slave.Id!.Value).AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        // Its next activation does not know the session, and is asked by nobody for long.
        await _silo.WakesUntil("its session is gone", async () =>
            (await Grains.Slave(slave.Id.Value).Describe()).RegisteredAt is null);
        Assert.NotNull(await Grains.Registrar().Find(slave.Id.Value));
        _silo.Time.Advance(Settings.SlavePingTimeout);

        await _silo.WakesUntil("it is removed", async () =>
        {
            _silo.Time.Advance(TimeSpan.FromMinutes(1));
            return await Grains.Registrar().Find(slave.Id.Value) is null;
        });
    }

    [Fact]
    public async Task A_new_registrar_begins_the_time_anew_for_those_without_a_session_and_leaves_the_others_alone()
    {
        var (away, here) = (await Admit(), await Admit());
        await Register(here);
        _silo.Time.Advance(Settings.SlaveReregisterTimeout - TimeSpan.FromSeconds(1));
        var before = (await Grains.Registrar().Lead()).ElectedAt;
        _silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Grains.Registrar().AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await _silo.WakesUntil("another activation leads", async () => (await Grains.Registrar().Lead()).ElectedAt != before);

        Assert.NotNull(await Grains.Registrar().Find(away.Id!.Value));
        _silo.Time.Advance(Settings.SlaveReregisterTimeout);

        await _silo.WakesUntil("the one that stays away is removed", async () => await Grains.Registrar().Find(away.Id.Value) is null);
        Assert.NotNull(await Grains.Registrar().Find(here.Id!.Value));
        Assert.Null(_silo.End.Reason);
    }

    /// <summary>What came to a grain that was just ending is sent again after a pause, and the time of the test stands: it is moved until then.</summary>
    private Task Told(Task word) => _silo.WakesUntil("the scheduler is told", () =>
    {
        _silo.Time.Advance(TimeSpan.FromMilliseconds(100));
        return Task.FromResult(word.IsCompleted);
    });

    private async Task<SlaveInfo> Admit()
    {
        var answer = await Grains.Registrar().Admit(Guid.NewGuid(), Info);
        return Info with { Id = answer.SlaveId };
    }

    private Task<RegisterAnswer> Register(SlaveInfo slave) => Grains.Slave(slave.Id!.Value).Register(
        new AgentRegistration { Info = slave }, Grains.CreateObjectReference<IAgentObserver>(_agent));

    /// <summary>Registers, as an agent does, until it is told that it may not.</summary>
    private async Task<string> Refusal(SlaveInfo slave)
    {
        string? refusal = null;
        await _silo.WakesUntil("it is refused", async () =>
        {
            // Moves what waits a moment before it tries again.
            _silo.Time.Advance(TimeSpan.FromMilliseconds(100));
            try
            {
                refusal = (await Register(slave)).Shutdown;
            }
            catch (InvalidOperationException)
            {
                // Not known yet.
            }

            return refusal is not null;
        });
        return refusal!;
    }
}
