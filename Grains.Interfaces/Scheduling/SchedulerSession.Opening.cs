using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Sessions;

namespace MesosOrleans.Scheduling;

/// <summary>How a scheduler subscribes, and again after its session has ended.</summary>
internal sealed partial class SchedulerSession
{
    private async Task<TimeSpan> Open(CancellationToken cancel)
    {
        var framework = _connection.Client.Framework(Info.Id!.Value);
        var session = new ClientSession<SchedulerCall>(framework.Submit, Broken, Doubt, _time);
        SchedulerSubscription subscription;
        lock (_gate)
        {
            // Accepts and acknowledgements die with their session: its offers are gone, and what was not acknowledged comes again. The rest is said again.
            foreach (var call in (_session?.End() ?? []).Where(call => call is not (SchedulerCall.Accept or SchedulerCall.Acknowledge)))
            {
                session.Outgoing.Add(call);
            }

            while (_early.TryDequeue(out var call))
            {
                session.Outgoing.Add(call);
            }

            _session = session;
            subscription = new SchedulerSubscription
            {
                Info = Info,
                Unfinished = _ledger.Unfinished(),
                FormerEnds = _ledger.FormerEnds(),
                Scheduler = _id,
                First = !_subscribedBefore,
            };
        }

        try
        {
            var answer = await framework.Subscribe(subscription, _self);
            if (answer.Error is not null)
            {
                throw new SessionEndedException(answer.Error);
            }

            lock (_gate)
            {
                if (session != _session)
                {
                    throw new TimeoutException("another subscription was begun meanwhile");
                }

                // First of all events of the session: those that wait for the epoch come after it.
                _events.Writer.TryWrite(new SchedulerEvent.Subscribed(Info.Id!.Value, _subscribedBefore));
                _subscribedBefore = true;
            }

            session.Opened(answer.Epoch);
            return FrameworkPings.Interval * 1.5;
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                // One that was begun meanwhile has taken over what this one had.
                if (session == _session)
                {
                    foreach (var call in session.End())
                    {
                        _early.Enqueue(call);
                    }

                    _session = null;
                }
            }

            // With another token the next attempt may succeed, unless there will be none.
            if (e is NotAuthorizedException || (e is NotAuthenticatedException && _connection.Refusal is not null))
            {
                throw new SessionEndedException(_connection.Refusal ?? e.Message);
            }

            throw;
        }
    }
}
