using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>
/// A framework does not want this much of a slave until then (rule 7.7). <paramref name="number"/> makes the order of equal times
/// total.
/// </summary>
internal sealed class OfferFilter(
    AllocationFramework framework, AllocationSlave slave, Resources refused, DateTimeOffset until, long number)
{
    public AllocationFramework Framework { get; } = framework;

    public AllocationSlave Slave { get; } = slave;

    public Resources Refused { get; } = refused;

    public DateTimeOffset Until { get; } = until;

    /// <summary>What the queue of expiries is ordered by.</summary>
    public (long Ticks, long Number) Due { get; } = (until.UtcTicks, number);

    /// <summary>It hides nothing any more, and only waits for the queue of expiries to come past it.</summary>
    public bool Ended { get; set; }
}
