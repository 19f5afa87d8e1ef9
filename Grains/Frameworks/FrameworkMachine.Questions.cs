using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>
/// Questions about tasks: reconciliation (rules 9.5, 9.6, and the implicit one that Mesos 0.19 announced) and kills (9.4). What cannot be known yet is not answered yet: a slave that has not told what it has may
/// have the task. The table of answers stands in <c>docs/scheduler.md</c>.
/// </summary>
public sealed partial class FrameworkMachine
{
    private const string LatestState = "Reconciliation: latest task state";

    private readonly HashSet<SlaveId> _listed = [];
    private readonly HashSet<SlaveId> _unlisted = [];
    private readonly Dictionary<SlaveId, HashSet<TaskId>> _asked = [];
    private readonly HashSet<TaskId> _askedAnywhere = [];
    private readonly HashSet<TaskId> _killedAnywhere = [];

    /// <summary>This machine is new and the framework is not: every slave is asked for its tasks. Until all have told, nobody can say of a task that it does not exist.</summary>
    public void AskAll(IEnumerable<SlaveId> slaves, FrameworkEffects effects)
    {
        foreach (var slave in slaves)
        {
            _unlisted.Add(slave);
            effects.Calls.Add((slave, new FrameworkCall.ListTasks()));
        }
    }

    /// <summary>Asks every slave with tasks of the framework for them: one that was removed while its grain could not tell answers so.</summary>
    public void AskSlaves(FrameworkEffects effects)
    {
        foreach (var slave in _tasks.Values.Select(entry => entry.Task.SlaveId).Distinct())
        {
            effects.Calls.Add((slave, new FrameworkCall.ListTasks(KeepsOffers: true)));
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
            _killedAnywhere.Add(task);
            Settle(now, effects);
        }

        return known;
    }

    private void Reconcile(ImmutableArray<TaskStatus> asked, double now, FrameworkEffects effects)
    {
        if (asked.IsEmpty)
        {
            foreach (var entry in _tasks.Values)
            {
                AnswerOrAsk(entry, now, effects);
            }
        }

        foreach (var status in asked)
        {
            if (_tasks.TryGetValue(status.TaskId, out var entry))
            {
                AnswerOrAsk(entry, now, effects);
            }
            else if (IsKnownEnd(status.TaskId, out var where, out var state))
            {
                Answer(status.TaskId, where, state, LatestState, now, effects);
            }
            else if (status.SlaveId is { } slave)
            {
                Ask(slave, status.TaskId, effects);
            }
            else
            {
                _askedAnywhere.Add(status.TaskId);
            }
        }

        Settle(now, effects);
    }

    /// <summary>A slave has listed all that it knows, or is gone: now the questions about it have an answer.</summary>
    private void AnswerAsked(SlaveId slave, string unknown, double now, FrameworkEffects effects)
    {
        _unlisted.Remove(slave);
        if (_asked.Remove(slave, out var tasks))
        {
            foreach (var task in tasks)
            {
                AnswerFound(task, slave, unknown, now, effects);
            }
        }

        Settle(now, effects);
    }

    /// <summary>Answers the questions that name no slave, once every slave has told what it has.</summary>
    private void Settle(double now, FrameworkEffects effects)
    {
        foreach (var task in _killedAnywhere.ToArray())
        {
            if (_tasks.TryGetValue(task, out var entry))
            {
                _killedAnywhere.Remove(task);
                effects.Calls.Add((entry.Task.SlaveId, new FrameworkCall.Kill(task)));
            }
            else if (_unlisted.Count == 0)
            {
                // An answer, not an end: the ID may be in use again before it arrives (rule 9.4; like 9.6 it is not acknowledged).
                _killedAnywhere.Remove(task);
                AnswerFound(task, null, "Attempted to kill an unknown task", now, effects);
            }
        }

        foreach (var task in _unlisted.Count > 0 ? [] : _askedAnywhere.ToArray())
        {
            _askedAnywhere.Remove(task);
            AnswerFound(task, null, "Reconciliation: Task is unknown", now, effects);
        }
    }

    private void AnswerFound(TaskId task, SlaveId? asked, string unknown, double now, FrameworkEffects effects)
    {
        if (_tasks.TryGetValue(task, out var entry))
        {
            AnswerOrAsk(entry, now, effects);
        }
        else if (IsKnownEnd(task, out var where, out var state))
        {
            Answer(task, where, state, LatestState, now, effects);
        }
        else
        {
            Answer(task, asked, TaskState.Lost, unknown, now, effects);
        }
    }

    /// <summary>A task that has ended: it was here, or its end is all that this machine has heard of it, as its slave told that after the masters had failed over.</summary>
    private bool IsKnownEnd(TaskId task, out SlaveId? slave, out TaskState state)
    {
        (slave, state) = _completed.TryGetValue(task, out var ended) ? (ended.SlaveId, ended.State)
            : IsEndUnheard(task, out var end) ? (end.SlaveId, end.Status.State)
            : ((SlaveId?)null, default);
        return ended is not null || state.IsTerminal();
    }

    /// <summary>A task that only its scheduler has spoken of is not known to be anywhere.</summary>
    private void AnswerOrAsk(Entry entry, double now, FrameworkEffects effects)
    {
        var task = entry.Task;
        if (entry.SlaveEpoch == Epoch.None)
        {
            Ask(task.SlaveId, task.TaskId, effects);
        }
        else
        {
            Answer(task.TaskId, task.SlaveId, task.State, LatestState, now, effects);
        }
    }

    /// <summary>The slave, the authority, says what it knows.</summary>
    private void Ask(SlaveId slave, TaskId task, FrameworkEffects effects)
    {
        if (!_asked.TryGetValue(slave, out var tasks))
        {
            _asked.Add(slave, tasks = []);
            effects.Calls.Add((slave, new FrameworkCall.ListTasks(KeepsOffers: true)));
        }

        tasks.Add(task);
    }

    private void Answer(TaskId task, SlaveId? slave, TaskState state, string message, double now, FrameworkEffects effects) =>
        effects.Events.Add(new SchedulerEvent.TaskUpdated(new StatusUpdate
        {
            FrameworkId = id,
            SlaveId = slave,
            Uuid = newUuid(),
            Status = new TaskStatus
            {
                TaskId = task,
                State = state,
                Message = message,
                SlaveId = slave,
                Source = TaskStatusSource.Master,
                Reason = TaskStatusReason.Reconciliation,
                Timestamp = now,
                IsReconciliation = true,
            },
        }));
}
