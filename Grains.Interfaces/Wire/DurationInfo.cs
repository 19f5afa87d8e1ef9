namespace MesosOrleans.Wire;

/// <summary>Durations on the wire are nanoseconds (<c>mesos.DurationInfo</c>); ours are ticks of 100.</summary>
internal static class DurationInfo
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Beyond 292 years the largest that fits.</summary>
    public static long Nanoseconds(TimeSpan value) =>
        Math.Clamp(value.Ticks, long.MinValue / NanosecondsPerTick, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick;

    /// <summary>Rounded towards zero to a tick.</summary>
    public static TimeSpan Of(long nanoseconds) => new(nanoseconds / NanosecondsPerTick);
}
