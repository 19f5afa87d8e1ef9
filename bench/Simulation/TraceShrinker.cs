namespace MesosOrleans.Bench.Simulation;

/// <summary>Makes a scenario that fails smaller, as long as it still fails in some way: fewer steps are easier to read.</summary>
internal static class TraceShrinker
{
    private const int RunsMax = 400;

    public static LogScenario Shrink(LogScenario failing, LogMachinery machinery)
    {
        var runs = 0;
        for (var size = failing.Steps.Length / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start < failing.Steps.Length && runs < RunsMax;)
            {
                var fewer = failing with { Steps = failing.Steps.RemoveRange(start, Math.Min(size, failing.Steps.Length - start)) };
                runs++;
                if (LogSimulation.Run(fewer, machinery).Violation is not null)
                    failing = fewer;
                else
                    start += size;
            }
        }

        return failing;
    }
}
