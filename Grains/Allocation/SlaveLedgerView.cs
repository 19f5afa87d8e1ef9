using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>The whole truth of one slave's ledger at one moment.</summary>
/// <param name="SlaveId">Whose.</param>
/// <param name="Active">False: nothing of it may be offered.</param>
/// <param name="Checkpoint">Checkpointing frameworks are offered such slaves only (rule 7.9).</param>
/// <param name="Total">Everything.</param>
/// <param name="Shares">Used and offered, one entry a framework.</param>
/// <param name="Hostname">What the whitelist knows it by.</param>
public sealed record SlaveLedgerView(
    SlaveId SlaveId, bool Active, bool Checkpoint, Resources Total, ImmutableArray<FrameworkShare> Shares, string Hostname = "");
