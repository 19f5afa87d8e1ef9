using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>How a framework loses its scheduler, and ends.</summary>
internal sealed partial class FrameworkActivation
{
    private void Tick()
    {
        if (_state.Info is null)
        {
            if (_slaves.Values.All(line => line.Count == 0))
                Deactivate();
            return;
        }

        var line = _scheduler;
        switch (FrameworkTenure.Tick(_state, line is null ? null : ++line.Misses, World.GetUtcNow()))
        {
            case TenureVerdict.Ping:
                Ask<Receipt>(
                    () => new Route<Receipt>(line!.Process.Process, reply => reply(line.Process.Ping(line.Epoch))),
                    receipt => line!.Misses = receipt == Receipt.Taken ? 0 : line.Misses);
                break;
            case TenureVerdict.Disconnect:
                Disconnect();
                break;
            case TenureVerdict.StartFailover:
                StartFailover();
                break;
            case TenureVerdict.End when !_ending:
                End("its failover timeout has run out, or the activation before could not end it");
                break;
        }
    }

    private void Disconnect()
    {
        _scheduler!.Events.Close();
        _scheduler = null;
        Machine.Deactivate(_effects);
        CarryOut();
        TellAllocator();
        StartFailover();
        if (Lives && _state.FailoverDeadline <= World.GetUtcNow())
            End("its scheduler is gone and it has no failover timeout");
    }

    private void StartFailover() => Persist(state => FrameworkTenure.StartFailover(state, _subscribedHere, World.GetUtcNow()));

    private void End(string reason)
    {
        Cluster.Trace?.Invoke($"{Id} ends in {Silo.Name}: {reason}");
        if (!Persist(FrameworkTenure.End))
            return;
        Cluster.Model.Ended(Id);
        _scheduler?.Events.Close();
        _scheduler = null;
        if (_subscribedHere)
            EndOn(_slaves.Keys);
        else
            Ask(Registry, registry => EndOn(registry.Slaves));
    }

    /// <summary>The slaves must have heard it before it is forgotten that it is to be told.</summary>
    private void EndOn(IEnumerable<SlaveId> met)
    {
        Machine.End(met, _effects);
        CarryOut();
        _ending = true;
        Turn(Leave);
    }

    /// <summary>From the first of these calls to the last nothing else is served: who subscribes meanwhile finds the framework as it was before them or after them.</summary>
    private void Leave(Action done)
    {
        if (_slaves.Values.Any(line => line.Count > 0))
            LeaveLater(0.5, done);
        else
            Ask(
                () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<bool> reply) => registrar.RemoveFramework(Id, reply)),
                _ => LeaveAllocator(done),
                () => LeaveLater(1, done));
    }

    private void LeaveAllocator(Action done) => Ask(
        () => Cluster.Silos.Allocator().Hears((AllocatorActivation allocator, Action<bool> reply) => reply(allocator.RemoveFramework(Id))),
        _ =>
        {
            Clear();
            done();
        },
        () => LeaveLater(1, done));

    private void LeaveLater(double seconds, Action done)
    {
        done();
        After(TimeSpan.FromSeconds(seconds), () => Turn(Leave));
    }

    private void Clear()
    {
        if (Cluster.Records.Clear(Id, _version))
            Read();
        else
            Deactivate();
    }
}
