using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Tracing;

namespace MesosOrleans.Slaves;

/// <summary>What follows from a step, on its way to the agent, the frameworks and the allocator.</summary>
public sealed partial class SlaveGrain
{
    /// <summary>Messages are dropped while so much waits for whom they are for: they are not reliable, and must not crowd out what is.</summary>
    private const int MessagesWaitingMax = 10_000;

    private Outbox<AgentCommand> AgentOutbox(Epoch epoch, IAgentObserver agent) => new(
        batch => agent.Deliver(epoch, batch),
        _ => LogSessionEnded(_log, Id.Value, epoch.ToString()),
        _time,
        e => LogFailed(_log, Id.Value, "commands to the agent", e));

    private void CarryOut()
    {
        SendCommands();
        foreach (var (framework, fact) in _effects.Facts)
        {
            var outbox = FrameworkOutbox(framework);
            if (fact is not SlaveFact.Message || outbox.Count < MessagesWaitingMax)
            {
                outbox.Add(fact);
            }
            else
            {
                _instruments.Dropped.Add(1);
            }
        }

        foreach (var framework in _effects.Ended)
        {
            _fences.Forget(framework);
            if (_frameworks.Remove(framework, out var outbox))
            {
                outbox.Close();
            }
        }

        _effects.Clear();
        if (_machine is null)
        {
            return;
        }

        _gauges.Show(
            _registeredAt is not null && _removed is null, _machine.Connected, _machine.OfferCount, _machine.Total, _machine.Used);
        if (_machine.LedgerVersion != _ledgerReported)
        {
            _allocatorPump.Raise();
        }
    }

    private void SendCommands()
    {
        var (messages, lost, acknowledgements) = (0, 0, 0);
        foreach (var command in _effects.Commands)
        {
            acknowledgements += command is AgentCommand.Acknowledge ? 1 : 0;
            if (command is AgentCommand.Launch launch)
            {
                TaskTrace.Note("slave.launch", launch.Framework.Id!.Value, launch.Task.TaskId);
            }

            if (command is AgentCommand.Message && !(_agent?.Commands.Count < MessagesWaitingMax))
            {
                lost++;
                continue;
            }

            messages += command is AgentCommand.Message ? 1 : 0;
            _agent?.Commands.Add(command);
        }

        _instruments.ValidMessages.Add(messages);
        _instruments.InvalidMessages.Add(lost);
        _instruments.Dropped.Add(lost);
        (_agent is null ? _instruments.InvalidAcknowledgements : _instruments.ValidAcknowledgements).Add(acknowledgements);
    }

    /// <summary>There is no agent any more that these could reach.</summary>
    private void CountLost(ImmutableArray<FrameworkCall> calls)
    {
        foreach (var call in calls)
        {
            _instruments.InvalidMessages.Add(call is FrameworkCall.Message ? 1 : 0);
            _instruments.InvalidAcknowledgements.Add(call is FrameworkCall.Acknowledge ? 1 : 0);
        }
    }

    private Outbox<SlaveFact> FrameworkOutbox(FrameworkId framework)
    {
        if (!_frameworks.TryGetValue(framework, out var outbox))
        {
            var grain = GrainFactory.Framework(framework);
            var id = Id;
            outbox = new Outbox<SlaveFact>(
                batch => _instruments.Latency.Call("framework", grain.Report(id, _fences.EpochOf(framework), batch)),
                _ => EndFramework(framework),
                _time,
                e => LogFailed(_log, id.Value, "facts to a framework", e));
            _frameworks.Add(framework, outbox);
        }

        return outbox;
    }

    private void EndFramework(FrameworkId framework)
    {
        _machine?.EndFramework(framework, _effects);
        CarryOut();
    }

    private async Task ReportToAllocator()
    {
        if (_machine is not null && _removed is null)
        {
            await GrainFactory.Allocator().ReportLedger(await ReportLedger());
        }
    }

    /// <summary>One timer for the offer that is due next; those that are answered by then cost one tick.</summary>
    private void WatchOffers()
    {
        if (_offerTimer is null && _deadlines.Next is { } due)
        {
            var wait = due - _time.GetUtcNow();
            _offerTimer = this.RegisterGrainTimer(
                WithdrawOffers,
                new GrainTimerCreationOptions(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
    }

    private Task WithdrawOffers(CancellationToken cancel)
    {
        while (_deadlines.TryTake(_time.GetUtcNow(), out var offer))
        {
            _machine?.Rescind(offer, _effects);
        }

        _offerTimer?.Dispose();
        _offerTimer = null;
        WatchOffers();
        CarryOut();
        return Task.CompletedTask;
    }
}
