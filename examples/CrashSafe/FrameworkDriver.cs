using System.Collections.Immutable;
using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;

namespace MesosOrleans.Examples;

/// <summary>
/// Carries out what the rules decide, so that the process can be killed at any moment and started again:
/// <list type="number">
/// <item>what changes is on disk before it is acted upon: a task is on record before it is launched, and its end before that is acknowledged;</item>
/// <item>after a restart it subscribes as the same framework and asks the masters about every task on record; until one is answered, it counts as there.</item>
/// </list>
/// </summary>
/// <param name="file">Where the state is kept.</param>
/// <param name="rules">What to do.</param>
/// <param name="say">A line for people.</param>
public sealed class FrameworkDriver<TState>(StateFile<TState> file, IFrameworkRules<TState> rules, Action<string> say)
    where TState : KeptState
{
    // Offers come one after the other: those of a moment are looked at together, so that tasks can be spread.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly Filters NothingWanted = new() { RefuseSeconds = 60 };

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Dictionary<OfferId, Offer> _offers = [];
    private readonly List<StatusUpdate> _unacknowledged = [];
    private DateTimeOffset _gathered;
    private TState _state = null!;
    private TState? _kept;
    private bool _wanted = true;

    /// <summary>Runs until the rules say that all is done, or the framework is at an end, or it is cancelled (its tasks run on then).</summary>
    /// <param name="master">The silos.</param>
    /// <param name="framework">Its ID is taken from the state.</param>
    /// <param name="credential">As whom the framework registers; null: as nobody.</param>
    /// <param name="initial">The state, if there is none in the file.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> Run(string master, FrameworkInfo framework, Credential? credential, TState initial, CancellationToken cancel)
    {
        _state = (_kept = file.Load()) ?? initial;
        if (rules.Decide(_state, [], _time.GetUtcNow()).Exit is { } done)
            return done;

        var id = _state.Framework is { } known ? new FrameworkId(known) : (FrameworkId?)null;
        await using var scheduler = await MesosScheduler.Subscribe(
            master, framework with { Id = id },
            new SchedulerOptions { AutoAcknowledge = false, TeardownOnDispose = false, WaitForMaster = true, Credential = credential }, cancel);
        if (id is null)
            Keep(_state with { Framework = scheduler.FrameworkId.Value });

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var events = scheduler.Events(ended.Token).GetAsyncEnumerator(ended.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // What has come already is dealt with together.
                for (; next.IsCompleted; next = events.MoveNextAsync().AsTask())
                {
                    if (!await next || events.Current is SchedulerEvent.Error)
                        return Ended(events.Current);
                    Take(scheduler, events.Current);
                }

                var decision = Decide(scheduler);
                if (decision.Exit is { } code)
                {
                    await scheduler.Teardown(cancel);
                    return code;
                }

                await Wait(next, decision.Again, cancel);
            }
        }
        finally
        {
            // The reader must not be disposed of while it waits.
            await ended.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private int Ended(SchedulerEvent? last)
    {
        if (last is SchedulerEvent.Error error)
            say($"The framework {_state.Framework} is at an end: {error.Message}. If it is not to be taken up again, remove the state file.");
        return 1;
    }

    private void Take(MesosScheduler scheduler, SchedulerEvent happening)
    {
        switch (happening)
        {
            case SchedulerEvent.Subscribed subscribed:
                say($"subscribed as {subscribed.FrameworkId}");
                _offers.Clear();
                if (!_state.Tasks.IsEmpty)
                    scheduler.Reconcile(_state.Unfinished());
                foreach (var (task, _) in _state.Tasks.Where(task => task.Value.Ending))
                    scheduler.Kill(new TaskId(task));
                break;
            case SchedulerEvent.OffersMade made:
                if (_offers.Count == 0)
                    _gathered = _time.GetUtcNow() + Gathering;
                foreach (var offer in made.Offers)
                    _offers[offer.Id] = offer;
                break;
            case SchedulerEvent.OfferRescinded rescinded:
                _offers.Remove(rescinded.OfferId);
                break;
            case SchedulerEvent.TaskUpdated { Update: var update }:
                say($"{update.Status.TaskId} {update.Status.State.WireName()} {update.Status.Message}".TrimEnd());
                _state = rules.Apply(_state, update.Status, _time.GetUtcNow());
                if (!update.Status.IsReconciliation)
                    _unacknowledged.Add(update);
                break;
        }
    }

    private Decision<TState> Decide(MesosScheduler scheduler)
    {
        var now = _time.GetUtcNow();
        var gathered = _offers.Count > 0 && now >= _gathered;
        ImmutableArray<Offer> offers = gathered ? [.. _offers.Values] : [];
        var decision = rules.Decide(_state, offers, now);
        Keep(decision.State);

        foreach (var update in _unacknowledged)
            scheduler.Acknowledge(update);
        _unacknowledged.Clear();
        foreach (var launch in decision.Launches)
        {
            _offers.Remove(launch.Offer.Id);
            scheduler.Accept(launch.Offer, launch.Tasks);
        }

        foreach (var task in decision.Kills)
            scheduler.Kill(task);
        if (decision.Wants && !_wanted)
            scheduler.Revive();
        _wanted = decision.Wants;
        if (!gathered && decision.Wants)
            return _offers.Count > 0 && !(decision.Again < _gathered) ? decision with { Again = _gathered } : decision;

        foreach (var offer in _offers.Values)
            scheduler.Decline(offer, decision.Wants ? Filters.Default : NothingWanted);
        _offers.Clear();
        return decision;
    }

    private async Task Wait(Task next, DateTimeOffset? again, CancellationToken cancel)
    {
        if (again is not { } moment)
        {
            await Task.WhenAny(next);
            return;
        }

        var time = moment - _time.GetUtcNow();
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (time > TimeSpan.Zero)
            await Task.WhenAny(next, Task.Delay(time, _time, woken.Token));
        await woken.CancelAsync();
    }

    private void Keep(TState state)
    {
        if (!ReferenceEquals(state, _kept))
            file.Save(state);
        _state = _kept = state;
    }
}
