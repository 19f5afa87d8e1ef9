using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>What frameworks ask of a slave: accept and decline (rules 8.3 to 8.9), kill (9.4), acknowledge, list, shut down.</summary>
public sealed partial class SlaveMachine
{
    /// <summary>Carries out one call.</summary>
    public void Submit(FrameworkInfo framework, FrameworkCall call, double now, SlaveEffects effects)
    {
        var id = framework.Id!.Value;
        switch (call)
        {
            case FrameworkCall.Accept accept:
                Accept(framework, accept, now, effects);
                break;
            case FrameworkCall.Kill kill:
                Kill(id, kill.TaskId, now, effects);
                break;
            case FrameworkCall.Acknowledge acknowledge:
                Acknowledge(id, acknowledge, effects);
                break;
            case FrameworkCall.ListTasks list:
                foreach (var (offer, _) in list.KeepsOffers ? [] : _ledger.Offers(id))
                {
                    _ledger.Take(offer);
                    effects.Facts.Add((id, new SlaveFact.Rescinded(offer)));
                }

                // Before its registration the slave knows nothing; after it, it tells every framework.
                if (_untold is not null)
                {
                    _untold.Add(id);
                }
                else if (Epoch != Epoch.None)
                {
                    effects.Facts.Add((id, List(id)));
                }

                break;
            case FrameworkCall.Message message when Connected:
                effects.Commands.Add(new AgentCommand.Message(id, message.ExecutorId, message.Data));
                break;
            case FrameworkCall.ShutdownExecutor shutdown:
                effects.Commands.Add(new AgentCommand.ShutdownExecutor(id, shutdown.ExecutorId));
                break;
            case FrameworkCall.Shutdown:
                EndFramework(id, effects);
                break;
        }
    }

    /// <summary>Whether this activation may answer for offers: it may be newer than the one that made them, or older, and in both cases not know what became of them.</summary>
    public CallsVerdict Judge(Batch<FrameworkCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var call in calls.Items)
        {
            if (call is not FrameworkCall.Accept accept)
            {
                continue;
            }

            if (Epoch == Epoch.None || (_untold is not null && accept.SlaveEpoch.Number <= Epoch.Number))
            {
                return CallsVerdict.Wait;
            }

            if (accept.SlaveEpoch.Number > Epoch.Number)
            {
                return CallsVerdict.Superseded;
            }
        }

        return CallsVerdict.Take;
    }

    private void Accept(FrameworkInfo framework, FrameworkCall.Accept accept, double now, SlaveEffects effects)
    {
        var id = framework.Id!.Value;
        var error = OffersError(id, accept);
        var left = Resources.Empty;
        foreach (var offer in accept.OfferIds)
        {
            // An offer of somebody else is not touched (better on purpose than rule 8.4).
            left += _ledger.OwnerOf(offer) == id ? _ledger.Take(offer) : Resources.Empty;
        }

        foreach (var task in accept.Tasks)
        {
            var known = _tasks.TryGet(id, task.TaskId, out var twin);
            if (known && !twin!.Task.State.IsTerminal())
            {
                // A framework grain that does not know its tasks yet. The one that has the ID goes on, and is what is told of.
                effects.Facts.Add((id, List(id)));
                continue;
            }

            var refusal = error is not null ? $"Task launched with invalid offers: {error}"
                : known ? $"Task has duplicate ID: {task.TaskId}; the end of the task that had it is not acknowledged"
                : LaunchValidation.Judge(new LaunchRequest(framework, task, left, Info, RunningExecutor(id, task)));
            if (refusal is not null)
            {
                var reason = error is null ? TaskStatusReason.TaskInvalid : TaskStatusReason.InvalidOffers;
                effects.Facts.Add((id, new SlaveFact.LaunchRefused(accept.SlaveEpoch, Lost(id, task.TaskId, refusal, reason, now))));
                continue;
            }

            left -= task.Resources;
            _ledger.Use(id, task.Resources);
            _tasks.Add(TaskSummary.Of(id, task));
            var startsExecutor = task.Executor is not null && RunningExecutor(id, task) is null;
            if (startsExecutor)
            {
                left -= task.Executor!.Resources;
                _ledger.Use(id, task.Executor.Resources);
                _executors.Add(task.Executor);
            }

            effects.Commands.Add(new AgentCommand.Launch(framework, task, startsExecutor));
        }

        if (error is null && accept.Filters is { } filters)
        {
            _ledger.Refuse(id, left, filters.RefuseSeconds, accept.Revives);
        }
    }

    private string? OffersError(FrameworkId framework, FrameworkCall.Accept accept)
    {
        if (Removing || !Connected || accept.SlaveEpoch != Epoch)
        {
            return $"Offer {accept.OfferIds[0]} is no longer valid";
        }

        for (var i = 0; i < accept.OfferIds.Length; i++)
        {
            var offer = accept.OfferIds[i];
            if (_ledger.OwnerOf(offer) is not { } owner)
            {
                return $"Offer {offer} is no longer valid";
            }

            if (owner != framework)
            {
                return $"Offer {offer} has invalid framework {owner} while framework {framework} is expected";
            }

            if (accept.OfferIds.IndexOf(offer) < i)
            {
                return $"Duplicate offer {offer} in offer list";
            }
        }

        return null;
    }

    private ExecutorInfo? RunningExecutor(FrameworkId framework, TaskInfo task) =>
        task.Executor is not null && _executors.TryGet(framework, task.Executor.ExecutorId, out var running) ? running : null;

    private void Kill(FrameworkId framework, TaskId task, double now, SlaveEffects effects)
    {
        if (_tasks.TryGet(framework, task, out var entry))
        {
            if (!entry.Task.State.IsTerminal())
            {
                entry.KillAsked = true;
                effects.Commands.Add(new AgentCommand.Kill(framework, task));
            }
        }
        else if (Epoch == Epoch.None)
        {
            _earlyKills.Add((framework, task));
        }
        else
        {
            // An answer, not an end: a launch under the same ID may be on its way.
            var answer = Lost(framework, task, "Attempted to kill an unknown task", TaskStatusReason.Reconciliation, now);
            effects.Facts.Add((framework, new SlaveFact.TaskUpdated(
                answer with { Status = answer.Status with { IsReconciliation = true } })));
        }
    }

    private void Acknowledge(FrameworkId framework, FrameworkCall.Acknowledge call, SlaveEffects effects)
    {
        if (_tasks.TryGet(framework, call.TaskId, out var entry))
        {
            entry.Acknowledge(call.Uuid);
            if (entry.IsDone)
            {
                _tasks.Remove(framework, call.TaskId);
            }
        }

        // Also if the task is forgotten here: the agent may still wait for it.
        effects.Commands.Add(new AgentCommand.Acknowledge(framework, call.TaskId, call.Uuid));
    }

    private StatusUpdate Lost(FrameworkId framework, TaskId task, string message, TaskStatusReason reason, double now) => new()
    {
        FrameworkId = framework,
        SlaveId = Id,
        Uuid = newUuid(),
        Status = new TaskStatus
        {
            TaskId = task,
            State = TaskState.Lost,
            Message = message,
            SlaveId = Id,
            Source = TaskStatusSource.Master,
            Reason = reason,
            Timestamp = now,
        },
    };
}
