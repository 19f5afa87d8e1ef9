using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>
/// A framework's account. It may be older and younger than the framework: a ledger can speak of one that has not reported yet, and of one
/// that has ended.
/// </summary>
internal sealed class AllocationFramework
{
    internal AllocationFramework(FrameworkId id, DrfPool pool)
    {
        Id = id;
        Client = new DrfClient<AllocationFramework>(pool, this, id.Value);
    }

    public FrameworkId Id { get; }

    /// <summary>Null: it has not reported yet, has ended, or its role is none of this cluster's. Then it is offered nothing.</summary>
    public AllocationRole? Role { get; private set; }

    /// <summary>Is in its role's order. Only with a role.</summary>
    public bool Active => Client.Sorter is not null;

    public bool Checkpoint { get; set; }

    /// <summary>How many entries of ledgers and proposals name it; at 0 one that is not known can be forgotten.</summary>
    public int Mentions { get; private set; }

    /// <summary>Holds what it holds on all slaves, with what is proposed.</summary>
    public DrfClient<AllocationFramework> Client { get; }

    /// <summary>Where it has filters.</summary>
    public HashSet<AllocationSlave> RefusedOn { get; } = [];

    public void Allocate(Resources resources)
    {
        Mentions++;
        Client.Allocate(resources);
        Role?.Client.Allocate(resources);
    }

    public void Hold(Resources resources)
    {
        Mentions++;
        Client.Hold(resources);
        Role?.Client.Hold(resources);
    }

    public void Release(Resources resources)
    {
        Mentions--;
        Client.Release(resources);
        Role?.Client.Release(resources);
    }

    /// <summary>Joins the role's order; counts its allocations from 0 (rule 7.6).</summary>
    public void Activate()
    {
        Client.ResetAllocations();
        Role!.Frameworks.Add(Client);
    }

    public void Deactivate() => Role!.Frameworks.Remove(Client);

    /// <summary>Takes what it holds along. Only while it is not active.</summary>
    public void MoveTo(AllocationRole? role)
    {
        Role?.Client.Join(Client, -1);
        role?.Client.Join(Client, 1);
        Role = role;
    }
}
