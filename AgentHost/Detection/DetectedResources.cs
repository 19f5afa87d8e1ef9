using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Detection;

/// <summary>
/// The resources that an agent offers (rule 10.11; Mesos 0.19 <c>src/slave/containerizer/containerizer.cpp:56</c>): those that the
/// operator gave, and, for each of cpus, mem,
/// disk and ports that was not given under any role, what the machine has less a reserve for the system.
/// </summary>
internal static class DetectedResources
{
    private const long Mega = 1L << 20;
    private const long Giga = 1L << 30;

    /// <param name="given">The value of <c>--resources</c>; empty without it.</param>
    /// <param name="names">Names that <c>--resources</c> has; see <see cref="NamesIn"/>.</param>
    /// <param name="machine">What there is.</param>
    /// <param name="role">That of detected resources.</param>
    public static Resources Complete(Resources given, IReadOnlySet<string> names, MachineFacts machine, string role)
    {
        Resource[] detected =
        [
            Resource.Scalar("cpus", Milli(machine.Cpus ?? 1), role),
            Resource.Scalar("mem", Milli(Megabytes(machine.MemoryBytes, reserve: Giga, reserveFrom: 2 * Giga, otherwise: Giga)), role),
            Resource.Scalar("disk", Milli(Megabytes(machine.DiskBytes, reserve: 5 * Giga, reserveFrom: 10 * Giga, otherwise: 10 * Giga)), role),
            Resource.OfRanges("ports", Ranges.Of(new ValueRange(31000, 32000)), role),
        ];
        return given + Resources.Of([.. detected.Where(entry => !names.Contains(entry.Name))]);
    }

    /// <summary>
    /// The names that a text of resources has. The value does not tell: <c>disk:0</c> is not in it, yet who writes it wants no disk
    /// offered.
    /// </summary>
    public static IReadOnlySet<string> NamesIn(string? text) => (text ?? "")
        .Split([';', '\n'])
        .Select(entry => entry[..Math.Max(0, entry.AsSpan().IndexOfAny('(', ':'))].Trim())
        .ToHashSet(StringComparer.Ordinal);

    private static long Megabytes(long? bytes, long reserve, long reserveFrom, long otherwise)
    {
        var offered = bytes switch
        {
            null => otherwise,
            { } all when all >= reserveFrom => all - reserve,
            { } all => all / 2,
        };
        return offered / Mega;
    }

    private static long Milli(long whole) => whole * 1000;
}
