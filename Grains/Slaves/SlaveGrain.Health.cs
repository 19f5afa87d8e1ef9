using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>How a slave is found silent, and removed (rules 4.2.7, 4.2.10; design, invariant 3).</summary>
public sealed partial class SlaveGrain
{
    private AgentLine? Heard(Epoch epoch)
    {
        if (_agent is null || _agent.Epoch != epoch || _machine?.Removing != false)
        {
            return null;
        }

        _health.Heard();
        if (!_machine.Connected)
        {
            _machine.Reconnect();
            CarryOut();
        }

        return _agent;
    }

    private async Task Probe(CancellationToken cancel)
    {
        if (_removed is not null || _machine is null || _machine.Removing)
        {
            return;
        }

        switch (_health.Tick(_time.GetUtcNow()))
        {
            case ProbeVerdict.Remove:
                LogRemoving(_log, Id.Value, _agent is null ? "it did not register in time" : "health check timed out");
                _machine.BeginRemoval(_effects);
                CarryOut();
                _removal.Raise();
                return;
            case ProbeVerdict.Silent when _machine.Connected:
                LogSilent(_log, Id.Value);
                _machine.Disconnect(_effects);
                CarryOut();
                break;
        }

        if (_agent is { } agent)
        {
            _ = Ping(agent);
        }

        await Task.CompletedTask;
    }

    private async Task Ping(AgentLine agent)
    {
        try
        {
            if (await agent.Observer.Ping(agent.Epoch) == Receipt.Taken && agent == _agent)
            {
                Heard(agent.Epoch);
            }
        }
        catch (Exception e)
        {
            LogFailed(_log, Id.Value, "ping", e);
        }
    }

    private async Task Remove()
    {
        var answer = await GrainFactory.Registrar().Remove(_removalId, Id);
        _removed = $"Slave {Id} was removed from the cluster: {(_agent is null ? "it did not register in time" : "it did not answer pings")}";
        _instruments.SlaveRemovals.Add(1);
        if (_agent is null)
        {
            _instruments.RecoverySlaveRemovals.Add(1);
        }

        _machine!.Removed(answer.Frameworks, _effects);
        CarryOut();
        _agent?.Commands.Close();
        _gauges.Clear();
        _allocatorPump.Stop();
        await GrainFactory.Allocator().RemoveSlave(Id);
        LogRemoved(_log, Id.Value);
    }
}
