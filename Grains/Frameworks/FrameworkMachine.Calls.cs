using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>What the scheduler wants: accept and decline (rules 8.2 to 8.5), kill (9.4), acknowledge (9.7), reconcile (9.5).</summary>
public sealed partial class FrameworkMachine
{
    /// <summary>Carries out one call.</summary>
    public void Submit(SchedulerCall call, double now, FrameworkEffects effects)
    {
        switch (call)
        {
            case SchedulerCall.Accept accept:
                Accept(accept, now, effects);
                break;
            case SchedulerCall.Kill kill:
                Kill(kill.TaskId, kill.SlaveId, now, effects);
                break;
            case SchedulerCall.Acknowledge acknowledge:
                Acknowledge(acknowledge, effects);
                break;
            case SchedulerCall.Revive:
                Revives++;
                break;
            case SchedulerCall.Reconcile reconcile:
                Reconcile(reconcile.Tasks, now, effects);
                break;
        }
    }

    /// <summary>Ends a task. False: it is not among the unfinished ones.</summary>
    public bool Kill(TaskId task, SlaveId? slave, double now, FrameworkEffects effects)
    {
        var known = _tasks.TryGetValue(task, out var entry);
        if (known || slave is not null)
        {
            // Its slave decides, also of a task that is unknown here.
            effects.Calls.Add((entry?.Task.SlaveId ?? slave!.Value, new FrameworkCall.Kill(task)));
        }
        else
        {
            Enter(Lost(task, null, "Attempted to kill an unknown task", now), false, effects);
        }

        return known;
    }

    private void Accept(SchedulerCall.Accept accept, double now, FrameworkEffects effects)
    {
        var offers = ImmutableArray.CreateBuilder<Offer>(accept.OfferIds.Length);
        var error = accept.OfferIds.IsEmpty ? "Task launched without offers" : null;
        foreach (var offerId in accept.OfferIds)
        {
            var known = _offers.Remove(offerId, out var offer);
            if (known)
            {
                offers.Add(offer!);
            }

            error ??= !known ? $"Task launched with invalid offers: Offer {offerId} is no longer valid"
                : offer!.SlaveId != offers[0].SlaveId
                    ? "Task launched with invalid offers: Aggregated offers must belong to one single slave. "
                        + $"Offer {offerId} uses slave {offer.SlaveId} and slave {offers[0].SlaveId}"
                    : null;
        }

        if (error is not null)
        {
            foreach (var offer in offers)
            {
                Return(offer, effects);
            }

            foreach (var task in accept.Tasks)
            {
                Refuse(task, task.SlaveId, error, now, effects);
            }

            return;
        }

        Launch(accept, offers, now, effects);
    }

    private void Launch(SchedulerCall.Accept accept, ImmutableArray<Offer>.Builder offers, double now, FrameworkEffects effects)
    {
        var slave = offers[0].SlaveId;
        var sound = ImmutableArray.CreateBuilder<TaskInfo>(accept.Tasks.Length);
        foreach (var task in accept.Tasks)
        {
            if (TaskValidation.Judge(task, slave, _tasks.ContainsKey(task.TaskId)) is { } refusal)
            {
                RefuseDuplicateSafely(task, refusal, now, effects);
                continue;
            }

            // Recorded before the slave gets it (design, "Offers and launches").
            Add(TaskSummary.Of(id, task), offers[0].SlaveEpoch, effects);
            sound.Add(task);
        }

        effects.Calls.Add((slave, new FrameworkCall.Accept(
            offers[0].SlaveEpoch, [.. offers.Select(offer => offer.Id)], sound.ToImmutable(), accept.Filters, Revives)));
    }

    /// <summary>Tells a refusal without touching the task that has the same ID already.</summary>
    private void RefuseDuplicateSafely(TaskInfo task, string refusal, double now, FrameworkEffects effects)
    {
        var update = Lost(task.TaskId, task.SlaveId, refusal, now);
        if (_tasks.ContainsKey(task.TaskId))
        {
            effects.Events.Add(new SchedulerEvent.TaskUpdated(update with { Status = update.Status with { IsReconciliation = true } }));
        }
        else
        {
            Enter(update, false, effects);
        }
    }

    private void Acknowledge(SchedulerCall.Acknowledge call, FrameworkEffects effects)
    {
        var known = _unacknowledged.Remove(call.Uuid, out var waiting);
        if (_unacknowledgedOrder.Count > 64 && _unacknowledgedOrder.Count > 2 * _unacknowledged.Count)
        {
            _unacknowledgedOrder.RemoveAll(uuid => !_unacknowledged.ContainsKey(uuid));
        }

        // Routed by its slave even if it is forgotten here; what the masters made themselves ends here.
        if (call.SlaveId is { } slave && (!known || waiting!.FromSlave))
        {
            effects.Calls.Add((slave, new FrameworkCall.Acknowledge(call.TaskId, call.Uuid)));
        }
    }

    private void Reconcile(ImmutableArray<TaskStatus> asked, double now, FrameworkEffects effects)
    {
        if (asked.IsEmpty)
        {
            foreach (var entry in _tasks.Values)
            {
                Answer(entry.Task, entry.Task.State, "Reconciliation: latest task state", now, effects);
            }
        }

        foreach (var status in asked)
        {
            if (Find(status.TaskId) is { } task)
            {
                Answer(task, task.State, "Reconciliation: latest task state", now, effects);
            }
            else if (status.SlaveId is { } slave)
            {
                // Killing nothing makes the slave, the authority, say what it knows: lost if it is not there.
                effects.Calls.Add((slave, new FrameworkCall.ListTasks()));
            }
        }
    }

    private void Answer(TaskSummary task, TaskState state, string message, double now, FrameworkEffects effects) =>
        effects.Events.Add(new SchedulerEvent.TaskUpdated(new StatusUpdate
        {
            FrameworkId = id,
            SlaveId = task.SlaveId,
            Uuid = newUuid(),
            Status = new TaskStatus
            {
                TaskId = task.TaskId,
                State = state,
                Message = message,
                SlaveId = task.SlaveId,
                Timestamp = now,
                IsReconciliation = true,
            },
        }));
}
