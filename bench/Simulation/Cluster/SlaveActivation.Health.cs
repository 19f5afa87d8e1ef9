using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>How a slave is found silent, and removed.</summary>
internal sealed partial class SlaveActivation
{
    private void Probe()
    {
        if (_removed is not null || Machine?.Removing == true)
            return;
        while (_deadlines.TryTake(World.GetUtcNow(), out var offer))
            Machine?.Rescind(offer, _effects);
        switch (_health.Tick())
        {
            case ProbeVerdict.Remove:
                BeginRemoval();
                return;
            case ProbeVerdict.Silent when Machine?.Connected == true:
                Machine.Disconnect(_effects);
                break;
        }

        if (_health.Reminds)
            Machine?.Remind(_effects);
        CarryOut();
        if (_agent is { } agent)
        {
            Ask<Receipt>(
                () => new Route<Receipt>(agent.Agent.Process, reply => reply(agent.Agent.Ping(agent.Epoch))),
                receipt =>
                {
                    if (receipt == Receipt.Taken && _agent?.Epoch == agent.Epoch)
                        Heard(agent.Epoch);
                });
        }
        else
        {
            Ask(
                () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<AdmitAnswer> reply) => reply(registrar.Await(Id))),
                answer =>
                {
                    if (answer.Refusal is { } refusal && _removed is null)
                        Forget(refusal, answer.Frameworks);
                });
        }
    }

    private void BeginRemoval()
    {
        Cluster.Trace?.Invoke($"{Id} is to be removed, says {Silo.Name}");
        Cluster.Machinery.BeginRemoval(Machine!, _effects);
        CarryOut();
        Remove();
    }

    private void Remove() => Ask(
        () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<AdmitAnswer> reply) =>
            registrar.Remove(new RegistryOperation.Remove(_removalId, Id), _activation, reply)),
        answer =>
        {
            if (answer.Superseded)
            {
                Cluster.Trace?.Invoke($"{Id} in {Silo.Name} learns that it was taken over from");
                Deactivate();
                return;
            }

            Forget($"Slave {Id} was removed from the cluster", answer.Frameworks);
            TellAllocator();
        },
        () => After(TimeSpan.FromSeconds(1), Remove));

    private void Forget(string reason, ImmutableArray<FrameworkId> frameworks)
    {
        _removed = reason;
        Machine?.Removed(frameworks, _effects);
        CarryOut();
        _agent?.Commands.Close();
    }

    private void TellAllocator() => Ask(
        () => Cluster.Silos.Allocator().Hears((AllocatorActivation allocator, Action<bool> reply) => reply(allocator.RemoveSlave(Id))),
        _ => { },
        () => After(TimeSpan.FromSeconds(1), TellAllocator));
}
