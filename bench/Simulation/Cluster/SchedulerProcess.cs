using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Sessions;
using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What the scheduler's session does, around the real ledger, and a user's program that launches, kills, declines and asks.</summary>
internal sealed class SchedulerProcess
{
    private static readonly TimeSpan Silence = FrameworkPings.Interval * 1.5;

    private readonly SimulatedCluster _cluster;
    private readonly FrameworkUser _user;
    private readonly SchedulerLedger _ledger = new();
    private readonly Dictionary<OfferId, Offer> _offers = [];
    private readonly Queue<StatusUpdate> _unread = new();
    private readonly HashSet<Guid> _handed = [];
    private readonly Guid _id;
    private Session? _session;
    private TimeSpan _heardAt;
    private bool _subscribedBefore;
    private bool _opening;
    private bool _confirming;
    private bool _ended;

    public SchedulerProcess(SimulatedCluster cluster, FrameworkUser user)
    {
        (_cluster, _user, _id) = (cluster, user, cluster.World.Draw());
        Process = new SimulatedProcess(cluster.World, $"scheduler of {user.Id}");
        Process.Every(cluster.World.Between(700, 1_500), () =>
        {
            if (!_ended)
                Act();
            return !_ended;
        });
        Subscribe();
    }

    public SimulatedProcess Process { get; }

    /// <summary>It was taken over and does nothing more but hold on.</summary>
    public bool IsPassive { get; private set; }

    public IReadOnlyDictionary<OfferId, Offer> Offers => _offers;

    public bool IsQuiet => _session is { Epoch: not null, Calls.Count: 0 } && _unread.Count == 0;

    public override string ToString() =>
        $"{Process.Name}, epoch {_session?.Epoch?.Number}, {_session?.Calls.Count} calls on their way, {_unread.Count} updates unread{(_opening ? ", subscribing" : "")}";

    /// <summary>Another one takes over. If it has never held the framework, it must not come in after that one: to the masters it would be the newer.</summary>
    public void Retire()
    {
        IsPassive = true;
        if (!_subscribedBefore)
            End();
    }

    public void End()
    {
        _ended = true;
        Process.Kill();
        _session?.Calls.Close();
    }

    /// <summary>Ends the framework.</summary>
    public void Teardown()
    {
        if (_ended || _session?.Epoch is not { } epoch)
            return;
        _cluster.Network.Call(
            Process,
            () => _cluster.Silos.Framework(_user.Id).Hears((FrameworkActivation grain, Action<Receipt> reply) => reply(grain.Teardown(epoch))),
            receipt =>
            {
                if (receipt == Receipt.UnknownSession)
                    Process.After(TimeSpan.FromSeconds(1), Teardown);
                else
                    Over("torn down");
            },
            Teardown);
    }

    public Receipt Deliver(Epoch epoch, Batch<SchedulerEvent> events)
    {
        if (_ended || _session is not { } session)
            return Receipt.UnknownSession;
        if (session.Epoch is null)
            return Receipt.Busy;
        if (session.Epoch != epoch)
            return Receipt.UnknownSession;
        _heardAt = _cluster.World.Now;
        foreach (var happening in session.Events.Take(events))
            Hand(happening);
        return Receipt.Taken;
    }

    public Receipt Ping(Epoch epoch)
    {
        if (_ended || _session?.Epoch != epoch)
            return Receipt.UnknownSession;
        _heardAt = _cluster.World.Now;
        return Receipt.Taken;
    }

    private void Subscribe()
    {
        if (_ended || _opening)
            return;
        _opening = true;
        var session = new Session();
        session.Calls = new SimulatedLine<SchedulerCall>(_cluster.World, Process, (batch, receipt) => Submit(session, batch, receipt), _ => Broken(session));
        foreach (var call in (_session?.Calls.Close() ?? []).Where(call => call is not (SchedulerCall.Accept or SchedulerCall.Acknowledge)))
            session.Calls.Add(call);
        _session = session;
        _offers.Clear();
        var subscription = new SchedulerSubscription
        {
            Info = _user.Info,
            Unfinished = _ledger.Unfinished(),
            FormerEnds = _ledger.FormerEnds(),
            Scheduler = _id,
            First = !_subscribedBefore,
        };
        _cluster.Network.Call<SubscribeAnswer>(
            Process,
            () => _cluster.Silos.Framework(_user.Id).HearsLong((FrameworkActivation grain, Action<SubscribeAnswer> reply, Action done) =>
                grain.Subscribe(subscription, this, reply, done)),
            answer => Subscribed(session, answer),
            () =>
            {
                _opening = false;
                Process.After(_cluster.World.Between(50, 2_000), Subscribe);
            });
    }

    private void Subscribed(Session session, SubscribeAnswer answer)
    {
        _opening = false;
        if (answer.Error is { } error)
        {
            Over(error);
            return;
        }

        _heardAt = _cluster.World.Now;
        session.Epoch = answer.Epoch;
        if (!IsPassive)
            _user.Epoch = answer.Epoch.Number;
        else if (_subscribedBefore && _user.Scheduler != this && answer.Epoch.Number > _user.Epoch && _user.Scheduler is { _session.Epoch: not null })
            _cluster.Model.Violate(7, $"a scheduler of {_user.Id} that was taken over got epoch {answer.Epoch.Number}");
        if (!_subscribedBefore && !IsPassive)
        {
            _subscribedBefore = true;
            Reconcile();
        }

        _subscribedBefore = true;
        if (session.IsBroken)
            Subscribe();
    }

    private void Submit(Session session, Batch<SchedulerCall> batch, Action<Receipt> receipt)
    {
        if (session.Epoch is { } epoch)
        {
            _cluster.Network.Call(
                Process, () => _cluster.Silos.Framework(_user.Id).Hears((FrameworkActivation grain, Action<Receipt> reply) => reply(grain.Submit(epoch, batch))), receipt);
        }
    }

    private void Broken(Session session)
    {
        session.IsBroken = true;
        if (session == _session)
            Subscribe();
    }

    /// <summary>A new scheduler asks about everything whose end its user does not know.</summary>
    private void Reconcile() => Add(new SchedulerCall.Reconcile([.. _user.Open.Select(launch =>
        new TaskStatus { TaskId = launch.Task, State = TaskState.Running, SlaveId = _cluster.Chance(50) ? launch.Slave : null })]));

    private void Act()
    {
        Confirm();
        if (IsPassive)
            return;
        while (_unread.TryDequeue(out var update))
        {
            _user.Hear(update);
            Add(new SchedulerCall.Acknowledge(update.Status.TaskId, update.SlaveId, update.Uuid));
        }

        foreach (var offer in _offers.Values.ToArray())
        {
            if (_user.Wants || (!_user.IsContent && _cluster.Chance(20)))
                Answer(offer);
        }

        if (_user.Open.Count > 0 && _cluster.Chance(_user.IsContent ? 20 : 5))
        {
            var launch = _user.Open.ElementAt(_cluster.World.Random.Next(_user.Open.Count));
            Add(new SchedulerCall.Kill(launch.Task, _cluster.Chance(50) ? launch.Slave : null));
        }

        if (!_user.IsContent && _cluster.Chance(2))
            Add(_cluster.Chance(50) ? new SchedulerCall.Revive() : new SchedulerCall.Reconcile([]));
        if (_user.Open.Count > 0 && _cluster.Chance(_user.IsContent ? 10 : 1))
            Reconcile();
    }

    private void Answer(Offer offer)
    {
        _offers.Remove(offer.Id);
        var filters = new Filters { RefuseSeconds = _cluster.World.Random.Next(4) switch { 0 => 0, 1 => 1, 2 => 5, _ => 30 } };
        var tasks = new List<TaskInfo>();
        for (var i = _user.Wants && !_cluster.Chance(15) ? _cluster.World.Random.Next(1, 4) : 0; i > 0 && _user.Wants; i--)
        {
            // Now and then more than there is left.
            var task = _user.Want(offer.SlaveId, Resources.Parse($"cpus:{_cluster.World.Random.Next(1, 3)};mem:{_cluster.World.Random.Next(1, 3) * 64}"));
            if (_ledger.Launch(_user.Id, task))
            {
                _user.Launched(task);
                tasks.Add(task);
            }
            else
            {
                _user.NotLaunched(task);
            }
        }

        Add(new SchedulerCall.Accept(_cluster.Chance(2) ? [offer.Id, offer.Id] : [offer.Id], [.. tasks], filters) { FormerEnds = _ledger.FormerEnds([.. tasks]) });
    }

    private void Hand(SchedulerEvent happening)
    {
        switch (happening)
        {
            case SchedulerEvent.OffersMade made:
                foreach (var offer in made.Offers)
                    _offers[offer.Id] = offer;
                break;
            case SchedulerEvent.OfferRescinded rescinded:
                _offers.Remove(rescinded.OfferId);
                break;
            case SchedulerEvent.Error error:
                Over(error.Message);
                break;
            case SchedulerEvent.TaskUpdated { Update: var update } when !_ledger.Take(update):
                Add(new SchedulerCall.Acknowledge(update.Status.TaskId, update.SlaveId, update.Uuid));
                break;
            case SchedulerEvent.TaskUpdated { Update: { Status.IsReconciliation: true } answer }:
                if (!IsPassive)
                    _user.Answered(answer.Status);
                break;
            case SchedulerEvent.TaskUpdated { Update: var update }:
                if (!_handed.Add(update.Uuid))
                    _cluster.Model.Violate(5, $"{update.Status.State} of {update.Status.TaskId} is handed out twice to {_user.Id}");
                if (!IsPassive)
                    _unread.Enqueue(update);
                break;
        }
    }

    private void Confirm()
    {
        if (_session is not { Epoch: { } epoch } session || _opening || _confirming || _cluster.World.Now - _heardAt < Silence)
            return;
        _confirming = true;
        _cluster.Network.Call(
            Process,
            () => _cluster.Silos.Framework(_user.Id).Hears((FrameworkActivation grain, Action<Receipt> reply) => reply(grain.Confirm(epoch))),
            receipt =>
            {
                _confirming = false;
                if (receipt == Receipt.UnknownSession)
                    Broken(session);
                else
                    _heardAt = _cluster.World.Now;
            },
            () => _confirming = false);
    }

    private void Over(string why)
    {
        _ended = true;
        _session?.Calls.Close();
        if (_user.Scheduler == this)
            _user.Over(why);
    }

    private void Add(SchedulerCall call) => _session?.Calls.Add(call);

    private sealed class Session
    {
        public Epoch? Epoch { get; set; }

        public bool IsBroken { get; set; }

        public Inbox Events { get; } = new();

        public SimulatedLine<SchedulerCall> Calls { get; set; } = null!;
    }
}
