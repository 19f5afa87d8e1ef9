using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

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
        foreach (var command in _effects.Commands)
        {
            if (command is not AgentCommand.Message || _agent?.Commands.Count < MessagesWaitingMax)
            {
                _agent?.Commands.Add(command);
            }
        }

        foreach (var (framework, fact) in _effects.Facts)
        {
            var outbox = FrameworkOutbox(framework);
            if (fact is not SlaveFact.Message || outbox.Count < MessagesWaitingMax)
            {
                outbox.Add(fact);
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

    private Outbox<SlaveFact> FrameworkOutbox(FrameworkId framework)
    {
        if (!_frameworks.TryGetValue(framework, out var outbox))
        {
            var grain = GrainFactory.Framework(framework);
            var id = Id;
            outbox = new Outbox<SlaveFact>(
                batch => grain.Report(id, _fences.EpochOf(framework), batch),
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
