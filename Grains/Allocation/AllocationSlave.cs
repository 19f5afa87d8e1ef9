using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>One slave as its last ledger and the proposals since show it.</summary>
internal sealed class AllocationSlave(SlaveId id)
{
    private Resources _unreserved = Resources.Empty;
    private bool _reserves;

    public SlaveId Id { get; } = id;

    public Resources Total { get; set; } = Resources.Empty;

    public bool Active { get; set; }

    public bool Checkpoint { get; set; }

    public string Hostname { get; set; } = "";

    /// <summary>Whether the whitelist has it.</summary>
    public bool Allowed { get; set; } = true;

    /// <summary>
    /// Total without what is held and what is proposed. Invariant: nothing in it is negative, though a slave that came back smaller
    /// holds more than it has.
    /// </summary>
    public Resources Available { get; private set; } = Resources.Empty;

    /// <summary>Who holds what by the ledger: used and offered.</summary>
    public List<(AllocationFramework Framework, Resources Resources)> Held { get; } = [];

    /// <summary>
    /// On its way to the ledger. While there is any, nothing more is proposed: the ledger's word is worth more than a guess.
    /// </summary>
    public List<(AllocationFramework Framework, Resources Resources)> Proposed { get; } = [];

    /// <summary>What frameworks do not want of it now.</summary>
    public Dictionary<AllocationFramework, List<OfferFilter>> Filters { get; } = [];

    /// <summary>Stands in the queue of slaves to look at.</summary>
    public bool Dirty { get; set; }

    public bool Removed { get; set; }

    /// <summary>Where it stands in the allocator's list of slaves.</summary>
    public int Index { get; set; }

    /// <summary>Something of it could be offered to somebody.</summary>
    public bool IsOpen => Active && Allowed && !Removed && Proposed.Count == 0 && IsOfUse(Available);

    public void SetAvailable(Resources available)
    {
        Available = available.Allocatable;
        _unreserved = Available.Unreserved;
        _reserves = !ReferenceEquals(_unreserved, Available);
    }

    /// <summary>What is proposed is not available any more; mostly that is everything.</summary>
    public void Propose(AllocationFramework framework, Resources candidate)
    {
        SetAvailable(ReferenceEquals(candidate, Available) ? Resources.Empty : Available - candidate);
        Proposed.Add((framework, candidate));
    }

    /// <summary>What a framework of the role would be offered: everybody's and its role's (rule 7.2).</summary>
    public Resources CandidateOf(string role) =>
        _reserves && role != Resource.AnyRole ? _unreserved + Available.ForRole(role) : _unreserved;

    /// <summary>Rule 7.3: at least a tenth of a processor, and more than 32 whole megabytes.</summary>
    public static bool IsOfUse(Resources resources) =>
        resources.Milli("cpus") >= AllocatorSettings.MinCpusMilli
        && resources.Milli("mem") / 1000 * 1000 > AllocatorSettings.MinMemMilli;
}
