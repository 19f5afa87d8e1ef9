using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>Resources of one slave that one framework should be offered; the slave's ledger decides.</summary>
public sealed record OfferProposal(SlaveId SlaveId, FrameworkId FrameworkId, Resources Resources);
