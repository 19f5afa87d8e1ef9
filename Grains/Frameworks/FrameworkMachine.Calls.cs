using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>What the scheduler wants: accept and decline (rules 8.2 to 8.5), acknowledge (9.7), messages (9.8), deactivation (5.5).</summary>
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
            case SchedulerCall.Deactivate:
                Deactivate(effects);
                break;
            case SchedulerCall.Message message:
                effects.Calls.Add((message.SlaveId, new FrameworkCall.Message(message.ExecutorId, message.Data)));
                break;
            case SchedulerCall.ShutdownExecutor shutdown:
                effects.Calls.Add((shutdown.SlaveId, new FrameworkCall.ShutdownExecutor(shutdown.ExecutorId)));
                break;
        }
    }

    private void Accept(SchedulerCall.Accept accept, double now, FrameworkEffects effects)
    {
        Hear(accept.FormerEnds, effects);
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
                Refuse(task, error, TaskStatusReason.InvalidOffers, now, effects);
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
            if (TaskValidation.Judge(task, id, slave, _tasks.ContainsKey(task.TaskId)) is { } refusal)
            {
                Refuse(task, refusal, TaskStatusReason.TaskInvalid, now, effects);
                continue;
            }

            if (forbids?.Invoke(task) is { } forbidden)
            {
                Refuse(task, forbidden, TaskStatusReason.TaskUnauthorized, now, effects);
                continue;
            }

            // Recorded before the slave gets it (design, "Offers and launches").
            Add(TaskSummary.Of(id, task), offers[0].SlaveEpoch, effects);
            sound.Add(task.Executor is { FrameworkId: null } executor ? task with { Executor = executor with { FrameworkId = id } } : task);
        }

        effects.Calls.Add((slave, new FrameworkCall.Accept(
            offers[0].SlaveEpoch, [.. offers.Select(offer => offer.Id)], sound.ToImmutable(), accept.Filters, Revives)));
    }

    /// <summary>Tells a refusal without touching the task that has the same ID already.</summary>
    private void Refuse(TaskInfo task, string refusal, TaskStatusReason reason, double now, FrameworkEffects effects)
    {
        var update = Lost(task.TaskId, task.SlaveId, refusal, reason, now);
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
}
