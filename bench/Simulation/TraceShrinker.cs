using System.Collections.Immutable;

namespace MesosOrleans.Bench.Simulation;

/// <summary>Makes a scenario that fails smaller, as long as it still fails in some way: fewer steps are easier to read.</summary>
internal static class TraceShrinker
{
    private const int RunsMax = 400;

    /// <param name="steps">Of the scenario.</param>
    /// <param name="fails">Whether it fails with fewer of them.</param>
    public static ImmutableArray<TStep> Shrink<TStep>(ImmutableArray<TStep> steps, Func<ImmutableArray<TStep>, bool> fails)
    {
        var runs = 0;
        for (var size = (steps.Length + 1) / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start < steps.Length && runs < RunsMax;)
            {
                var fewer = steps.RemoveRange(start, Math.Min(size, steps.Length - start));
                runs++;
                if (fails(fewer))
                    steps = fewer;
                else
                    start += size;
            }
        }

        return steps;
    }
}
