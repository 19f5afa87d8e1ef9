using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>How a slave is found silent, and removed (rules 4.2.7, 4.2.10; design, invariant 3).</summary>
public sealed partial class SlaveGrain
{
    public Task<bool> Wake(SlaveInfo info)
    {
        if (_removed is null)
        {
            Machine(info);
        }

        // The allocator may have heard last of an activation that another silo was lost with.
        _allocatorPump.Raise();
        return Task.FromResult(_removed is not null || _agent is not null || _machine!.Removing);
    }

    public Task<bool> ConfirmRemoval(Guid activation) => Task.FromResult(activation == _activation && _machine?.Removing == true);

    public Task Expire(SlaveInfo info)
    {
        if (_removed is null && _agent is null && !Machine(info).Removing)
        {
            _instruments.RecoverySlaveRemovals.Add(1);
            BeginRemoval("it did not register in time");
        }

        return Task.CompletedTask;
    }

    private AgentLine? Heard(Epoch epoch)
    {
        if (_agent is null || _agent.Epoch != epoch || _machine?.Removing != false)
        {
            return null;
        }

        _health.Heard();
        if (!_machine.Connected)
        {
            _machine.Hear(_effects);
            CarryOut();
        }

        return _agent;
    }

    private Task Probe(CancellationToken cancel)
    {
        if (_removed is not null || _machine?.Removing == true)
        {
            return Task.CompletedTask;
        }

        switch (_health.Tick())
        {
            case ProbeVerdict.Remove:
                BeginRemoval("health check timed out");
                return Task.CompletedTask;
            case ProbeVerdict.Silent when _machine?.Connected == true:
                LogSilent(_log, Id.Value);
                _machine.Disconnect(_effects);
                CarryOut();
                break;
        }

        if (_health.Reminds)
        {
            _machine?.Remind(_effects);
            CarryOut();
        }

        if (_agent is { } agent)
        {
            _ = Ping(agent);
        }
        else if (_awaiting.IsCompleted)
        {
            _awaiting = Await();
        }

        return Task.CompletedTask;
    }

    private void BeginRemoval(string reason)
    {
        LogRemoving(_log, Id.Value, reason);
        _machine!.BeginRemoval(_effects);
        CarryOut();
        _removal.Raise();
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

    /// <summary>Not waited for by the probe: while the registrar moves to another silo, the grain has to answer others.</summary>
    private async Task Await()
    {
        try
        {
            if (await GrainFactory.Registrar().Await(Id) is { Refusal: { } refusal, Frameworks: var frameworks } && _removed is null)
            {
                Forget(refusal, frameworks);
            }
        }
        catch (Exception e)
        {
            LogFailed(_log, Id.Value, "question to the registrar", e);
        }
    }

    private async Task Remove()
    {
        var answer = await GrainFactory.Registrar().Remove(_removalId, Id, _activation);
        if (answer.Superseded)
        {
            LogSuperseded(_log, Id.Value);
            DeactivateOnIdle();
            return;
        }

        _instruments.SlaveRemovals.Add(1);
        Forget($"Slave {Id} was removed from the cluster: {(_agent is null ? "it did not register in time" : "it did not answer pings")}", answer.Frameworks);
        await GrainFactory.Allocator().RemoveSlave(Id);
        LogRemoved(_log, Id.Value);
    }

    /// <summary>The slave is no part of the cluster any more: the frameworks are told.</summary>
    private void Forget(string reason, ImmutableArray<FrameworkId> frameworks)
    {
        _removed = reason;
        _machine?.Removed(frameworks, _effects);
        CarryOut();
        _agent?.Commands.Close();
        _gauges.Clear();
        _allocatorPump.Stop();
    }
}
