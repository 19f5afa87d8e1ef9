using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Registrar;

/// <summary>
/// Which activation of each slave's grain has registered its agent last, as far as this registrar knows: another one may not remove the slave. While silos lose each other an activation can outlive its
/// replacement; it hears nothing of an agent that is well, and would remove it (design, invariant 3: what is removed is told so, and the activation that serves it would never learn it).
/// </summary>
public sealed class SlaveHolders
{
    private readonly Dictionary<SlaveId, Epoch> _holders = [];

    /// <summary>It registers the slave's agent, under the number of the agent's registration. Says nothing if a later one was registered by then.</summary>
    public void Take(SlaveId slave, Epoch holder)
    {
        if (!_holders.TryGetValue(slave, out var before) || before.Number <= holder.Number)
        {
            _holders[slave] = holder;
        }
    }

    /// <summary>False: another activation holds the slave.</summary>
    public bool MayRemove(SlaveId slave, Guid activation) => !_holders.TryGetValue(slave, out var holder) || holder.Activation == activation;

    /// <summary>It is no part of the cluster any more, or its grain was activated anew and has no session.</summary>
    public void Forget(SlaveId slave) => _holders.Remove(slave);

    /// <summary>A silo is lost, and with it those that it hosted.</summary>
    public void Clear() => _holders.Clear();
}
