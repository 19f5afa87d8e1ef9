using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>What slaves tell: offers, rescinds, updates, the whole list of tasks, their own end.</summary>
public sealed partial class FrameworkMachine
{
    /// <summary>Takes in what one slave tells, in order.</summary>
    public void Report(SlaveId slave, ReadOnlySpan<SlaveFact> facts, double now, FrameworkEffects effects)
    {
        var offers = new List<Offer>();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SlaveFact.Offered { Offer: var offer } when Active && _slaveSessions.IsNewest(slave, offer.SlaveEpoch):
                    _offers[offer.Id] = offer;
                    offers.Add(offer);
                    break;
                case SlaveFact.Offered { Offer: var offer }:
                    Return(offer, effects);
                    break;
                case SlaveFact.Rescinded { OfferId: var offer }:
                    Rescind(offer, offers, effects);
                    break;
                case SlaveFact.OffersStand stand when _slaveSessions.IsNewest(slave, stand.SlaveEpoch):
                    Compare(slave, stand, offers, effects);
                    break;
                case SlaveFact.TaskUpdated { Update: var update } when IsComplete(slave, update.Status.IsReconciliation):
                    Update(update, effects);
                    break;
                case SlaveFact.LaunchRefused refused:
                    Refuse(slave, refused, effects);
                    break;
                case SlaveFact.TasksListed listed:
                    var isExpected = Revives == 0 || _unlisted.Contains(slave) || _slaveSessions.Knows(slave);
                    if (_slaveSessions.IsNewest(slave, listed.SlaveEpoch))
                    {
                        List(slave, listed, now, effects);
                        if (!isExpected && !listed.Tasks.IsEmpty)
                        {
                            // Not asked for: admitted since, or removed before, and then its grain knows.
                            effects.Calls.Add((slave, new FrameworkCall.ListTasks(KeepsOffers: true)));
                        }
                    }

                    break;
                case SlaveFact.History history:
                    Recall(history.Tasks);
                    break;
                case SlaveFact.Message message:
                    effects.Events.Add(new SchedulerEvent.MessageReceived(slave, message.ExecutorId, message.Data));
                    break;
                case SlaveFact.ExecutorLost executor:
                    effects.Events.Add(new SchedulerEvent.ExecutorLost(slave, executor.ExecutorId, executor.Status));
                    break;
                case SlaveFact.SlaveLost lost:
                    SlaveLost(slave, $"Slave {lost.Hostname} removed", now, effects);
                    effects.Events.Add(new SchedulerEvent.SlaveLost(slave));
                    break;
            }
        }

        offers.RemoveAll(offer => !_offers.ContainsKey(offer.Id));
        if (offers.Count > 0)
        {
            effects.Events.Add(new SchedulerEvent.OffersMade([.. offers]));
        }
    }

    /// <summary>Ended tasks that this machine does not know: it is new. Of an ID that it knows, it knows more.</summary>
    private void Recall(ImmutableArray<TaskSummary> ended)
    {
        foreach (var task in ended)
        {
            if (!_tasks.ContainsKey(task.TaskId) && !_ends.ContainsKey(task.TaskId))
            {
                Complete(task, Guid.Empty);
            }
        }
    }

    /// <summary>A slave is no part of the cluster: its tasks are lost, its offers gone.</summary>
    public void SlaveLost(SlaveId slave, string message, double now, FrameworkEffects effects)
    {
        _slaveSessions.Lost(slave);
        _listed.Remove(slave);
        RescindOf(slave, Epoch.None, effects);
        foreach (var entry in _tasks.Values.Where(entry => entry.Task.SlaveId == slave).ToArray())
        {
            Lose(entry, message, TaskStatusReason.SlaveRemoved, now, effects);
        }

        AnswerAsked(slave, "Reconciliation: Slave is unknown/removed", now, effects);
    }

    /// <summary>
    /// False: this machine is newer than what the slave has told before. Its list, which is on its way, has all updates that were not acknowledged, from the first; one of them alone would come before those.
    /// A slave that was removed before has no list to send, and a former activation of it may speak still.
    /// </summary>
    private bool IsComplete(SlaveId slave, bool isAnswer) =>
        _listed.Contains(slave) || (Revives > 0 && !_unlisted.Contains(slave) && (isAnswer || _slaveSessions.Knows(slave)));

    /// <summary>What is out for the slave and not known here goes back; what is known here and not out is no more.</summary>
    private void Compare(SlaveId slave, SlaveFact.OffersStand stand, List<Offer> unsent, FrameworkEffects effects)
    {
        if (stand.OfferIds.RemoveAll(_offers.ContainsKey) is { IsEmpty: false } unknown)
        {
            effects.Calls.Add((slave, new FrameworkCall.Accept(stand.SlaveEpoch, unknown, [], null)));
        }

        foreach (var offer in _offers.Values.Where(offer => offer.SlaveId == slave && !stand.OfferIds.Contains(offer.Id)).ToArray())
        {
            Rescind(offer.Id, unsent, effects);
        }
    }

    private void Rescind(OfferId id, List<Offer> unsent, FrameworkEffects effects)
    {
        if (_offers.Remove(id) && unsent.RemoveAll(offer => offer.Id == id) == 0)
        {
            effects.Events.Add(new SchedulerEvent.OfferRescinded(id));
        }
    }

    private Offer[] RescindOf(SlaveId slave, Epoch except, FrameworkEffects effects)
    {
        Offer[] rescinded = [.. _offers.Values.Where(offer => offer.SlaveId == slave && offer.SlaveEpoch != except)];
        foreach (var offer in rescinded)
        {
            _offers.Remove(offer.Id);
            effects.Events.Add(new SchedulerEvent.OfferRescinded(offer.Id));
        }

        return rescinded;
    }

    private void Update(StatusUpdate update, FrameworkEffects effects)
    {
        var task = update.Status.TaskId;
        if (update.Status.IsReconciliation)
        {
            // An answer, which nobody waits for; the words of a task that is known here by now are its own.
            if (!_tasks.ContainsKey(task) && !IsKnownEnd(task, out _, out _))
            {
                effects.Events.Add(new SchedulerEvent.TaskUpdated(update));
            }

            return;
        }

        var elsewhere = _tasks.TryGetValue(task, out var entry) && entry.Task.SlaveId != update.SlaveId;
        var ended = entry is null ? _ends.ContainsKey(task) : elsewhere || IsFormerEnd(update);
        if (ended && !_unacknowledged.ContainsKey(update.Uuid))
        {
            // Its end was told already, or it is not the task that has the ID now; the slave need not wait for more.
            effects.Calls.Add((update.SlaveId!.Value, new FrameworkCall.Acknowledge(task, update.Uuid)));
            return;
        }

        Enter(update, true, effects);
    }

    /// <summary>A refused task that is not here any more was told lost, or will be when its scheduler subscribes with it; the ID may be another's by now.</summary>
    private void Refuse(SlaveId slave, SlaveFact.LaunchRefused refused, FrameworkEffects effects)
    {
        if (_tasks.TryGetValue(refused.Update.Status.TaskId, out var entry)
            && entry.Task.SlaveId == slave
            && entry.SlaveEpoch == refused.SlaveEpoch)
        {
            Enter(refused.Update, false, effects);
        }
    }

    /// <summary>The end of a task that had the ID before, which its slave has not yet heard to be acknowledged.</summary>
    private bool IsFormerEnd(StatusUpdate update) => _knownEnds.Contains((update.Status.TaskId, update.Uuid));

    /// <summary>The slave's word counts more than what a scheduler brought; what it waits with comes as an update.</summary>
    private static void Correct(Entry entry, TaskSummary shown, FrameworkEffects effects)
    {
        if (shown.State != entry.Task.State && !shown.State.IsTerminal())
        {
            effects.Moves.Add((entry.Task.State, shown));
            entry.Task = shown;
        }
    }

    private void List(SlaveId slave, SlaveFact.TasksListed listed, double now, FrameworkEffects effects)
    {
        _listed.Add(slave);
        foreach (var offer in RescindOf(slave, listed.SlaveEpoch, effects))
        {
            // An activation that counts no more, and does not know that yet, may have listed; then the one that counts has the offer out still.
            Return(offer, effects);
        }

        var shown = new HashSet<TaskId>();
        var former = listed.Pending.Where(IsFormerEnd).Select(update => update.Status.TaskId).ToHashSet();
        foreach (var task in listed.Tasks.Where(task => !former.Contains(task.TaskId)))
        {
            shown.Add(task.TaskId);
            if (_tasks.TryGetValue(task.TaskId, out var entry) && entry.Task.SlaveId == slave)
            {
                (entry.SlaveEpoch, entry.HasArrived) = (listed.SlaveEpoch, true);
                Correct(entry, task, effects);
            }
            else if (task.State.IsTerminal())
            {
                // Its last update is among those that wait.
                _completed.TryAdd(task.TaskId, task);
            }
            else if (entry is not null || _ends.ContainsKey(task.TaskId))
            {
                // It was told lost, and lives: it must not. Perhaps its ID is in use elsewhere by now.
                effects.Calls.Add((slave, new FrameworkCall.Kill(task.TaskId)));
            }
            else
            {
                Add(task, listed.SlaveEpoch, effects).HasArrived = true;
            }
        }

        foreach (var update in listed.Pending.Where(update => !former.Contains(update.Status.TaskId) || IsFormerEnd(update)))
        {
            Update(update, effects);
        }

        foreach (var entry in _tasks.Values.Where(entry => entry.Task.SlaveId == slave).ToArray())
        {
            if (shown.Contains(entry.Task.TaskId))
            {
                continue;
            }

            if (entry.SlaveEpoch != listed.SlaveEpoch)
            {
                Lose(entry, "Task is unknown to the slave", TaskStatusReason.TaskUnknown, now, effects);
            }
            else if (entry.HasArrived)
            {
                // Its end was told, and acknowledged, by an activation that this one has taken over from.
                _tasks.Remove(entry.Task.TaskId);
                effects.Moves.Add((entry.Task.State, entry.Task with { State = TaskState.Lost }));
            }
        }

        AnswerAsked(slave, "Reconciliation: Task is unknown to the slave", now, effects);
    }
}
