namespace MesosOrleans.Allocation;

/// <summary>What the allocator is told once.</summary>
/// <param name="Roles">Weight of each role, above 0; <c>*</c> among them.</param>
/// <param name="AllocationInterval">After a refusal with 0 s the same comes back after so long at the earliest.</param>
public sealed record AllocatorSettings(IReadOnlyDictionary<string, double> Roles, TimeSpan AllocationInterval)
{
    /// <summary>Less than this is never offered (rule 7.3), in thousandths of a processor.</summary>
    public const long MinCpusMilli = 100;

    /// <summary>No more than this is never offered (rule 7.3), in thousandths of a megabyte, counted in whole megabytes.</summary>
    public const long MinMemMilli = 32_000;

    /// <summary>Holds for a refusal whose seconds are negative or that no clock can hold (rule 7.7).</summary>
    public static readonly TimeSpan DefaultRefusal = TimeSpan.FromSeconds(5);

    // Mesos counts a duration in nanoseconds of 64 bits.
    private const double MaxRefuseSeconds = long.MaxValue / 1e9;

    /// <summary>
    /// How long a refusal hides what was refused (rule 7.7). Exactly 0 s hides it for the allocation interval, as in Mesos, where the next
    /// tick comes no sooner; here there is no tick to wait for.
    /// </summary>
    public TimeSpan RefusalLength(double refuseSeconds) =>
        refuseSeconds == 0 ? AllocationInterval
        : refuseSeconds > 0 && refuseSeconds < MaxRefuseSeconds ? TimeSpan.FromSeconds(refuseSeconds)
        : DefaultRefusal;
}
