using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>
/// One slave as the masters know it: session, ledger and task table, and what follows from each call (design, sections 1 and 2; Mesos 0.19 master.cpp, rules 4.2, 4.3, 8, 9).
/// <para>The agent is the last ledger and the only witness of its tasks: at a registration the table becomes what the agent shows. A task that it does not show is lost, because it was sent under an
/// epoch that the agent refuses since it composed the registration.</para>
/// <para>Deviations: a task's end frees its resources when it is reported, not when it is acknowledged, and a disconnected slave's tasks are lost only when the slave is removed or comes back
/// without them, as a silence of one ping says little of the tasks.</para>
/// </summary>
public sealed partial class SlaveMachine(SlaveInfo info, Guid activation, Func<OfferId> newOfferId, Func<Guid> newUuid)
{
    private readonly SlaveLedger _ledger = new();
    private readonly TaskTable _tasks = new();
    private readonly ExecutorTable _executors = new();
    private readonly HashSet<(FrameworkId, TaskId)> _earlyKills = [];
    private readonly HashSet<FrameworkId> _offeredTo = [];
    private HashSet<FrameworkId>? _untold;
    private ImmutableArray<TaskSummary> _history = [];

    public SlaveInfo Info { get; private set; } = info;

    /// <summary>The agent's session; none before its registration.</summary>
    public Epoch Epoch { get; private set; }

    public bool Connected { get; private set; }

    /// <summary>From the decision to remove it on, nothing is launched or offered (invariant 3).</summary>
    public bool Removing { get; private set; }

    public SlaveId Id => Info.Id!.Value;

    /// <summary>Rises with each change of the ledger.</summary>
    public long LedgerVersion => _ledger.Version;

    public int OfferCount => _ledger.OfferCount;

    public Resources Total => _ledger.Total;

    public Resources Used => _ledger.Used;

    public Resources Offered => _ledger.Offered;

    /// <summary>
    /// The agent shows what it holds. Frameworks are told once it is heard in this session (<see cref="Hear"/>): a registration that was long under way, to a silo that stood still, is not its last, and
    /// what it shows is no longer so.
    /// </summary>
    /// <param name="registration">The whole truth.</param>
    /// <param name="epoch">Of the new session.</param>
    /// <param name="frameworks">All that the cluster knows: also those without a task here learn so.</param>
    /// <param name="effects">Filled.</param>
    public void Register(AgentRegistration registration, Epoch epoch, ImmutableArray<FrameworkId> frameworks, SlaveEffects effects)
    {
        RescindAll(effects);
        var killed = KillsAsked();
        Info = registration.Info;
        Epoch = epoch;
        Connected = false;
        _tasks.Clear();
        _ledger.Reset(Info.Resources);
        ShowExecutors(registration.Executors, effects);
        foreach (var task in registration.Tasks)
        {
            var entry = _tasks.Add(task);
            if (task.State.IsTerminal())
            {
                continue;
            }

            _ledger.Use(task.FrameworkId, task.Resources);
            if (killed.Contains((task.FrameworkId, task.TaskId)))
            {
                entry.KillAsked = true;
                effects.Commands.Add(new AgentCommand.Kill(task.FrameworkId, task.TaskId));
            }
        }

        foreach (var update in registration.Pending)
        {
            if (_tasks.TryGet(update.FrameworkId, update.Status.TaskId, out var entry))
            {
                entry.Restore(update);
            }
        }

        _untold = [.. frameworks, .. _tasks.Frameworks(), .. _executors.Frameworks];
        _history = [.. registration.History.Where(task => frameworks.Contains(task.FrameworkId))];
    }

    /// <summary>The agent does not answer: nothing more is offered.</summary>
    public void Disconnect(SlaveEffects effects)
    {
        Connected = false;
        _ledger.Touch();
        RescindAll(effects);
    }

    /// <summary>The agent is heard in its session, for the first time or again: it may be offered. The first time every framework is told of its tasks here.</summary>
    public void Hear(SlaveEffects effects)
    {
        Connected = true;
        _ledger.Touch();
        foreach (var framework in _untold ?? [])
        {
            effects.Facts.Add((framework, List(framework)));
        }

        foreach (var ended in _history.GroupBy(task => task.FrameworkId))
        {
            effects.Facts.Add((ended.Key, new SlaveFact.History([.. ended])));
        }

        (_untold, _history) = (null, []);
    }

    /// <summary>It was decided to remove the slave; the registry does not know yet.</summary>
    public void BeginRemoval(SlaveEffects effects)
    {
        Removing = true;
        Disconnect(effects);
    }

    /// <summary>The registry has it: the frameworks learn that their tasks here are lost.</summary>
    public void Removed(ImmutableArray<FrameworkId> frameworks, SlaveEffects effects)
    {
        foreach (var framework in frameworks.Union(_tasks.Frameworks()))
        {
            effects.Facts.Add((framework, new SlaveFact.SlaveLost(Info.Hostname)));
        }

        _tasks.Clear();
        _executors.Clear();
        _ledger.Reset(Resources.Empty);
    }

    /// <summary>The allocator proposes; what the ledger has not is left out.</summary>
    public void Offer(ReadOnlySpan<OfferRequest> requests, SlaveEffects effects)
    {
        foreach (var request in requests)
        {
            var id = newOfferId();
            if (!Connected || Removing || !_ledger.TryOffer(id, request.FrameworkId, request.Resources))
            {
                continue;
            }

            _offeredTo.Add(request.FrameworkId);
            effects.Facts.Add((request.FrameworkId, new SlaveFact.Offered(new Offer
            {
                Id = id,
                FrameworkId = request.FrameworkId,
                SlaveId = Id,
                Hostname = Info.Hostname,
                Resources = request.Resources,
                Attributes = Info.Attributes,
                ExecutorIds = _executors.Of(request.FrameworkId),
                SlaveEpoch = Epoch,
            })));
        }
    }

    /// <summary>Whether a task is known here.</summary>
    public bool Has(FrameworkId framework, TaskId task) => _tasks.TryGet(framework, task, out _);

    /// <summary>An offer has waited too long for its answer. Says nothing if it is answered by now.</summary>
    public void Rescind(OfferId id, SlaveEffects effects)
    {
        if (_ledger.OwnerOf(id) is { } framework)
        {
            _ledger.Take(id);
            effects.Facts.Add((framework, new SlaveFact.Rescinded(id)));
        }
    }

    /// <summary>
    /// Every framework that was offered something since the last time, or still is, is told which of its offers are out: what it does not know it gives back, and what it knows beside them it drops.
    /// </summary>
    public void Remind(SlaveEffects effects)
    {
        foreach (var framework in _offeredTo)
        {
            effects.Facts.Add((framework, new SlaveFact.OffersStand(Epoch, [.. _ledger.Offers(framework).Select(offer => offer.Id)])));
        }

        _offeredTo.Clear();
        _offeredTo.UnionWith(_ledger.Offers().Select(offer => offer.Framework));
    }

    /// <summary>There is no such framework any more: everything of it ends here.</summary>
    public void EndFramework(FrameworkId framework, SlaveEffects effects)
    {
        _offeredTo.Remove(framework);
        foreach (var (id, _) in _ledger.Offers(framework))
        {
            _ledger.Take(id);
        }

        foreach (var entry in _tasks.Remove(framework))
        {
            if (!entry.Task.State.IsTerminal())
            {
                _ledger.Release(framework, entry.Task.Resources);
            }
        }

        foreach (var executor in _executors.Remove(framework))
        {
            _ledger.Release(framework, executor.Resources);
        }

        effects.Commands.Add(new AgentCommand.ShutdownFramework(framework));
        effects.Ended.Add(framework);
    }

    public LedgerReport ReportLedger() => _ledger.Report(Id, activation, Connected && !Removing, Info.Checkpoint) with { Hostname = Info.Hostname };

    public SlaveView Describe(DateTimeOffset? registeredAt, DateTimeOffset? reregisteredAt) => Summarize(registeredAt, reregisteredAt) with
    {
        Tasks = _tasks.All(),
        Executors = _executors.All,
    };

    public SlaveView Summarize(DateTimeOffset? registeredAt, DateTimeOffset? reregisteredAt) => new()
    {
        Info = Info,
        Connected = Connected,
        RegisteredAt = registeredAt,
        ReregisteredAt = reregisteredAt,
        Used = _ledger.Used,
        Offered = _ledger.Offered,
    };

    private void RescindAll(SlaveEffects effects)
    {
        foreach (var (id, framework) in _ledger.Offers())
        {
            _ledger.Take(id);
            effects.Facts.Add((framework, new SlaveFact.Rescinded(id)));
        }
    }

    private SlaveFact.TasksListed List(FrameworkId framework)
    {
        var entries = _tasks.Of(framework);
        return new SlaveFact.TasksListed(
            Epoch, [.. entries.Select(entry => entry.Task)], [.. entries.SelectMany(entry => entry.Pending)]);
    }

    private HashSet<(FrameworkId, TaskId)> KillsAsked()
    {
        var killed = new HashSet<(FrameworkId, TaskId)>(_earlyKills);
        _earlyKills.Clear();
        foreach (var framework in _tasks.Frameworks())
        {
            killed.UnionWith(_tasks.Of(framework).Where(entry => entry.KillAsked).Select(entry => (framework, entry.Task.TaskId)));
        }

        return killed;
    }
}
