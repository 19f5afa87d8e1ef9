using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Sessions;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>What the scheduler's session does, around the real ledger, and a user who launches, kills, declines and reuses names.</summary>
internal sealed class SimulatedScheduler(World world, SimulatedFramework framework, int tasks)
{
    private readonly SchedulerLedger _ledger = new();
    private readonly Dictionary<OfferId, Offer> _offers = [];
    private readonly Queue<StatusUpdate> _unread = new();
    private readonly List<TaskId> _names = [];
    private readonly Dictionary<TaskId, SlaveId> _slaves = [];
    private readonly HashSet<Guid> _heard = [];
    private Session? _session;
    private int _left = tasks;

    public Dictionary<TaskId, int> Launches { get; } = [];

    public Dictionary<TaskId, List<StatusUpdate>> Ends { get; } = [];

    public bool IsDone => _left == 0 && _ledger.UnfinishedCount == 0 && _unread.Count == 0;

    public IEnumerable<TaskSummary> Unfinished => _ledger.Unfinished();

    public void Subscribe()
    {
        var session = new Session();
        session.Calls = new Line<SchedulerCall>(
            world, batch => session.Epoch is { } epoch ? framework.Submit(epoch, batch) : Receipt.Busy, _ => Broken(session));
        foreach (var call in (_session?.Calls.Close() ?? []).Where(call => call is not (SchedulerCall.Accept or SchedulerCall.Acknowledge)))
        {
            session.Calls.Add(call);
        }

        _session = session;
        _offers.Clear();
        var (unfinished, formerEnds) = (_ledger.Unfinished(), _ledger.FormerEnds());
        world.Call(() => framework.Subscribe(unfinished, formerEnds, this), epoch => session.Epoch ??= epoch);
    }

    public void Ask()
    {
        if (_session is not { Epoch: { } epoch } session)
        {
            Subscribe();
        }
        else
        {
            world.Call(() => framework.Confirm(epoch), receipt =>
            {
                if (receipt == Receipt.UnknownSession)
                {
                    Broken(session);
                }
            });
        }
    }

    public Receipt Deliver(Epoch epoch, Batch<SchedulerEvent> events)
    {
        if (_session?.Epoch != epoch)
        {
            return _session is null or { Epoch: not null } ? Receipt.UnknownSession : Receipt.Busy;
        }

        foreach (var happening in _session.Events.Take(events))
        {
            Hand(happening);
        }

        return Receipt.Taken;
    }

    /// <summary>The user reads an update, or answers an offer, or ends a task.</summary>
    public void Act()
    {
        if (_unread.TryDequeue(out var update))
        {
            Add(new SchedulerCall.Acknowledge(update.Status.TaskId, update.SlaveId, update.Uuid));
        }

        if (_offers.Count > 0)
        {
            Answer(world.Pick([.. _offers.Values]));
        }

        var unfinished = _ledger.Unfinished();
        if (unfinished.Length > 0 && world.Chance(5))
        {
            var task = world.Pick(unfinished);
            Add(new SchedulerCall.Kill(task.TaskId, world.Chance(50) ? task.SlaveId : null));
        }
    }

    private void Answer(Offer offer)
    {
        _offers.Remove(offer.Id);
        if (_left == 0 || world.Chance(20))
        {
            Add(new SchedulerCall.Accept([offer.Id], [], Filters.Default));
            return;
        }

        var launched = new List<TaskInfo>();
        for (var i = world.Random.Next(1, 3); i > 0 && _left > 0; i--)
        {
            var task = new TaskInfo
            {
                Name = "simulated",
                TaskId = _names.Count > 0 && world.Chance(25) ? world.Pick(_names) : new TaskId($"t{_names.Count}"),
                SlaveId = offer.SlaveId,
                Resources = Resources.Parse($"cpus:{world.Random.Next(1, 3)}"),
                Command = new CommandInfo { Value = "true" },
            };
            if (_ledger.Launch(framework.Id, task))
            {
                _left--;
                _names.Add(task.TaskId);
                _slaves[task.TaskId] = task.SlaveId;
                Launches[task.TaskId] = Launches.GetValueOrDefault(task.TaskId) + 1;
                launched.Add(task);
            }
        }

        Add(new SchedulerCall.Accept(world.Chance(5) ? [offer.Id, offer.Id] : [offer.Id], [.. launched], Filters.Default)
        {
            FormerEnds = _ledger.FormerEnds([.. launched]),
        });
    }

    private void Hand(SchedulerEvent happening)
    {
        switch (happening)
        {
            case SchedulerEvent.OffersMade made:
                made.Offers.ToList().ForEach(offer => _offers[offer.Id] = offer);
                break;
            case SchedulerEvent.OfferRescinded rescinded:
                _offers.Remove(rescinded.OfferId);
                break;
            case SchedulerEvent.TaskUpdated { Update: var update }:
                _unread.Enqueue(update);
                if (!_ledger.Take(update) || update.Status.IsReconciliation)
                {
                    break;
                }

                Assert.True(_heard.Add(update.Uuid), $"{update.Status.TaskId} {update.Status.State} of {update.SlaveId} was told twice");
                Assert.Equal((update.Status.TaskId, (SlaveId?)_slaves[update.Status.TaskId]), (update.Status.TaskId, update.SlaveId));
                if (update.Status.State.IsTerminal())
                {
                    (Ends.TryGetValue(update.Status.TaskId, out var ends) ? ends : Ends[update.Status.TaskId] = []).Add(update);
                }

                break;
        }
    }

    private void Add(SchedulerCall call) => _session?.Calls.Add(call);

    private void Broken(Session session)
    {
        if (session == _session)
        {
            Subscribe();
        }
    }

    private sealed class Session
    {
        public Epoch? Epoch { get; set; }

        public Inbox Events { get; } = new();

        public Line<SchedulerCall> Calls { get; set; } = null!;
    }
}
