using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>
/// One framework as the masters know it: the index of its offers, its tasks, and the updates that its scheduler has not acknowledged (design, sections 1 and 2; Mesos 0.19 master.cpp, rules 5, 8, 9).
/// <para>Invariant 5 (no lost word): an update leaves <see cref="_unacknowledged"/> only by the scheduler's word, and comes again with each subscription. The first terminal state of a task wins; a later
/// one is acknowledged to its slave and not told.</para>
/// <para>A task is lost when its slave is removed, or shows its tasks under a newer epoch than the one that the task was sent under, without it. Until then the slave may still bring it.</para>
/// </summary>
/// <param name="id">Whose.</param>
/// <param name="newUuid">Draws the names of updates that the masters make.</param>
/// <param name="forbids">Says why a task may not run as its user; null as the answer: it may. Null: nobody asks.</param>
public sealed partial class FrameworkMachine(FrameworkId id, Func<Guid> newUuid, Func<TaskInfo, string?>? forbids = null)
{
    /// <summary>Finished tasks that are kept for people (rule 5.7).</summary>
    public const int CompletedMax = 1000;

    private readonly Dictionary<OfferId, Offer> _offers = [];
    private readonly SlaveSessions _slaveSessions = new();
    private readonly Dictionary<TaskId, Entry> _tasks = [];
    private readonly Dictionary<TaskId, TaskSummary> _completed = [];
    private readonly Dictionary<TaskId, Guid> _ends = [];
    private readonly HashSet<(TaskId Task, Guid End)> _knownEnds = [];
    private readonly Queue<(TaskId Task, Guid End)> _endOrder = new();
    private readonly Dictionary<Guid, Unacknowledged> _unacknowledged = [];
    private readonly List<Guid> _unacknowledgedOrder = [];

    /// <summary>True while a scheduler is subscribed.</summary>
    public bool Active { get; private set; }

    public int OfferCount => _offers.Count;

    /// <summary>Rises with each revive, and with each subscription above all of before: a refusal that carries less is void.</summary>
    public long Revives { get; private set; }

    /// <summary>A scheduler subscribes with the tasks of whose end it does not know. All offers are given back; everything that it has not acknowledged comes again.</summary>
    /// <param name="epoch">The number of the new session.</param>
    /// <param name="unfinished">Of the scheduler.</param>
    /// <param name="formerEnds">Of tasks whose ID the scheduler has used again, and which it has therefore heard; of each ID the newest last.</param>
    /// <param name="removed">Says of a slave that it is not part of the cluster.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="effects">Filled.</param>
    public void Subscribe(
        long epoch,
        ImmutableArray<TaskSummary> unfinished,
        ImmutableArray<FormerEnd> formerEnds,
        Func<SlaveId, bool> removed,
        double now,
        FrameworkEffects effects)
    {
        const int RevivesPerSessionBits = 32;
        Active = true;
        Revives = epoch << RevivesPerSessionBits;
        ReturnOffers(effects);
        Hear(formerEnds, effects);
        foreach (var uuid in _unacknowledgedOrder)
        {
            if (_unacknowledged.TryGetValue(uuid, out var waiting))
            {
                effects.Events.Add(new SchedulerEvent.TaskUpdated(waiting.Update));
            }
        }

        // What a former activation of a slave said may have been heard after the slave's removal.
        foreach (var slave in _tasks.Values.Select(entry => entry.Task.SlaveId).Distinct().Where(removed).ToArray())
        {
            SlaveLost(slave, $"Slave {slave} was removed", now, effects);
        }

        var asked = new HashSet<SlaveId>();
        foreach (var task in unfinished)
        {
            if (!_tasks.TryGetValue(task.TaskId, out var entry))
            {
                if ((IsEndUnheard(task.TaskId, out var end) && end.SlaveId == task.SlaveId) || IsEndHeard(task.TaskId, formerEnds))
                {
                    // Its end is among what comes again, or was acknowledged after this subscription was composed: it was long under way.
                    continue;
                }

                entry = Add(task, Epoch.None, effects);
            }

            if (removed(task.SlaveId))
            {
                Lose(entry, $"Slave {task.SlaveId} was removed", TaskStatusReason.SlaveRemoved, now, effects);
            }
            else if (asked.Add(task.SlaveId))
            {
                effects.Calls.Add((task.SlaveId, new FrameworkCall.ListTasks()));
            }
        }
    }

    /// <summary>The scheduler is gone: nothing is offered until one comes back.</summary>
    public void Deactivate(FrameworkEffects effects)
    {
        Active = false;
        ReturnOffers(effects);
    }

    /// <summary>The framework ends: its tasks end wherever they are, without updates (rule 5.7).</summary>
    /// <param name="met">Slaves that it had to do with, which need not remember it; those that it has tasks or offers of are told anyhow.</param>
    /// <param name="effects">Filled.</param>
    public void End(IEnumerable<SlaveId> met, FrameworkEffects effects)
    {
        SlaveId[] told = [.. met.Union(_tasks.Values.Select(entry => entry.Task.SlaveId)).Union(_offers.Values.Select(offer => offer.SlaveId))];
        Deactivate(effects);
        foreach (var slave in told)
        {
            effects.Calls.Add((slave, new FrameworkCall.Shutdown()));
        }

        foreach (var entry in _tasks.Values)
        {
            Complete(entry.Task, Guid.Empty);
        }

        _tasks.Clear();
        _unacknowledged.Clear();
        _unacknowledgedOrder.Clear();
    }

    /// <summary>Tasks that have not ended; each leaves the gauges when the grain goes.</summary>
    public IEnumerable<TaskSummary> Unfinished() => _tasks.Values.Select(entry => entry.Task);

    public TaskSummary? Find(TaskId task) =>
        _tasks.TryGetValue(task, out var entry) ? entry.Task : _completed.GetValueOrDefault(task);

    public FrameworkView Describe(FrameworkInfo info) => new()
    {
        Info = info,
        Active = Active,
        Tasks = [.. Unfinished()],
        CompletedTasks = [.. _endOrder.Where(IsNewestEnd).Where(end => _completed.ContainsKey(end.Task)).Select(end => _completed[end.Task])],
        Offers = [.. _offers.Values],
    };

    private Entry Add(TaskSummary task, Epoch slaveEpoch, FrameworkEffects effects)
    {
        var entry = new Entry(task, slaveEpoch);
        _tasks.Add(task.TaskId, entry);
        effects.Moves.Add((null, task));
        return entry;
    }

    /// <summary>Enters an update that the scheduler shall have, and moves the task.</summary>
    private void Enter(StatusUpdate update, bool fromSlave, FrameworkEffects effects)
    {
        if (!_unacknowledged.TryAdd(update.Uuid, new Unacknowledged(update, fromSlave)))
        {
            return;
        }

        _unacknowledgedOrder.Add(update.Uuid);
        effects.Events.Add(new SchedulerEvent.TaskUpdated(update));
        if (!_tasks.TryGetValue(update.Status.TaskId, out var entry))
        {
            if (update.Status.State.IsTerminal())
            {
                Remember(update.Status.TaskId, update.Uuid);
            }

            return;
        }

        entry.HasArrived |= fromSlave;
        var from = entry.Task.State;
        entry.Task = entry.Task.After(update.Status);
        effects.Moves.Add((from, entry.Task));
        if (entry.Task.State.IsTerminal())
        {
            _tasks.Remove(update.Status.TaskId);
            Complete(entry.Task, update.Uuid);
        }
    }

    private void Complete(TaskSummary task, Guid end)
    {
        _completed[task.TaskId] = task;
        Remember(task.TaskId, end);
    }

    /// <summary>The newest end of a task with this ID that its scheduler has not acknowledged.</summary>
    private bool IsEndUnheard(TaskId task, [NotNullWhen(true)] out StatusUpdate? end)
    {
        end = _ends.TryGetValue(task, out var uuid) && _unacknowledged.TryGetValue(uuid, out var waiting) ? waiting.Update : null;
        return end is not null;
    }

    /// <summary>The newest end of a task with this ID was acknowledged, and its scheduler has not used the ID again.</summary>
    private bool IsEndHeard(TaskId task, ImmutableArray<FormerEnd> formerEnds) =>
        _ends.TryGetValue(task, out var end) && end != Guid.Empty && !_unacknowledged.ContainsKey(end) && !formerEnds.Contains(new FormerEnd(task, end));

    /// <summary>What the scheduler heard of tasks whose ID it uses again.</summary>
    private void Hear(ImmutableArray<FormerEnd> formerEnds, FrameworkEffects effects)
    {
        foreach (var (task, uuid) in formerEnds)
        {
            if (_unacknowledged.TryGetValue(uuid, out var heard))
            {
                Acknowledge(new SchedulerCall.Acknowledge(task, heard.Update.SlaveId, uuid), effects);
            }
        }

        foreach (var (task, uuid) in formerEnds)
        {
            // The task that has the ID now may have ended while nobody was subscribed; that end is newer.
            Remember(task, uuid, !IsEndUnheard(task, out _));
        }
    }

    private void Remember(TaskId task, Guid end, bool isNewest = true)
    {
        if (isNewest)
        {
            _ends[task] = end;
        }

        if (_knownEnds.Add((task, end)))
        {
            _endOrder.Enqueue((task, end));
        }

        while (_endOrder.Count > CompletedMax)
        {
            var oldest = _endOrder.Dequeue();
            _knownEnds.Remove(oldest);
            if (IsNewestEnd(oldest))
            {
                _completed.Remove(oldest.Task);
                _ends.Remove(oldest.Task);
            }
        }
    }

    private bool IsNewestEnd((TaskId Task, Guid End) end) => _ends.TryGetValue(end.Task, out var newest) && newest == end.End;

    private void Lose(Entry entry, string message, TaskStatusReason reason, double now, FrameworkEffects effects) =>
        Enter(Lost(entry.Task.TaskId, entry.Task.SlaveId, message, reason, now), false, effects);

    private StatusUpdate Lost(TaskId task, SlaveId? slave, string message, TaskStatusReason reason, double now) => new()
    {
        FrameworkId = id,
        SlaveId = slave,
        Uuid = newUuid(),
        Status = new TaskStatus
        {
            TaskId = task,
            State = TaskState.Lost,
            Message = message,
            SlaveId = slave,
            Source = TaskStatusSource.Master,
            Reason = reason,
            Timestamp = now,
        },
    };

    private void ReturnOffers(FrameworkEffects effects)
    {
        foreach (var offer in _offers.Values)
        {
            Return(offer, effects);
        }

        _offers.Clear();
    }

    private static void Return(Offer offer, FrameworkEffects effects) =>
        effects.Calls.Add((offer.SlaveId, new FrameworkCall.Accept(offer.SlaveEpoch, [offer.Id], [], null)));

    private sealed class Entry(TaskSummary task, Epoch slaveEpoch)
    {
        public TaskSummary Task { get; set; } = task;

        /// <summary>The slave's session that the task was sent under, or was last shown in; none: only its scheduler has spoken of it.</summary>
        public Epoch SlaveEpoch { get; set; } = slaveEpoch;

        /// <summary>Its slave has spoken of it in that session: it has arrived there.</summary>
        public bool HasArrived { get; set; }
    }

    private sealed record Unacknowledged(StatusUpdate Update, bool FromSlave);
}
