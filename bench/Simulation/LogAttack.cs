namespace MesosOrleans.Bench.Simulation;

/// <summary>Troubles that do harm only together, one closely after the other.</summary>
internal static class LogAttack
{
    public static IEnumerable<LogStep> Of(Random random, int replicas, int silos, double at)
    {
        var (a, b, c) = Three(random, replicas);
        var steps = random.Next(3) switch
        {
            0 => Forget(random, LogStepKind.WipeStore, a, b, c, silos),
            1 => Forget(random, LogStepKind.RestoreStore, a, b, c, silos),
            _ => CrashBetweenRivals(random, a, b, c, silos),
        };
        var others = Enumerable.Range(0, replicas).Except([a, b, c]).ToList();
        return steps.Concat(others.Take(others.Count / 2).Select(other => Step(0, LogStepKind.CrashStore, other, 0, 5)))
            .Select(step => step with { At = step.At + TimeSpan.FromSeconds(at) });
    }

    /// <summary>
    /// One replica misses what two others took, one of these forgets it, and before anybody has looked, the other one is out of reach and
    /// another silo takes over.
    /// </summary>
    private static IEnumerable<LogStep> Forget(Random random, LogStepKind how, int late, int forgetful, int gone, int silos)
    {
        var missing = 0.1 + (random.NextDouble() * 0.4);
        for (var silo = 0; silo < silos; silo++)
            yield return Step(0, LogStepKind.CutSilo, silo, 1 << late, missing);
        for (var client = 0; client < 3; client++)
            yield return Step(random.NextDouble() * missing, LogStepKind.Admit, client, 0, 0);

        // What others know of the one that forgets goes out with the next changes.
        for (var client = 0; client < 3; client++)
            yield return Step(missing + 0.01 + (random.NextDouble() * 0.05), LogStepKind.Admit, client, 0, 0);

        var then = missing + 0.08 + (random.NextDouble() * 0.05);
        yield return Step(then, how, forgetful, 0, 0);
        yield return Step(then + (random.NextDouble() * 0.02), random.Next(2) == 0 ? LogStepKind.CrashStore : LogStepKind.PauseStore, gone, 0, 3);
        yield return Step(then + 0.03, LogStepKind.TakeOver, random.Next(silos), 0, 0);
        for (var client = 0; client < 3; client++)
            yield return Step(then + 0.02 + (random.NextDouble() * 0.1), LogStepKind.Admit, client, 0, 0);
    }

    /// <summary>A silo takes over with the promise of a replica that then crashes, while the silo before hears of it from nobody else.</summary>
    private static IEnumerable<LogStep> CrashBetweenRivals(Random random, int crashes, int ofOld, int ofNew, int silos)
    {
        var (before, after) = (random.Next(silos), random.Next(silos));
        yield return Step(0, LogStepKind.TakeOver, before, 0, 0);
        yield return Step(0.2, LogStepKind.CutSilo, before, 1 << ofNew, 0.6);
        yield return Step(0.2, LogStepKind.CutSilo, after, 1 << ofOld, 0.6);
        yield return Step(0.22, LogStepKind.TakeOver, after, 0, 0);
        yield return Step(0.23 + (random.NextDouble() * 0.03), LogStepKind.CrashStore, crashes, 0, 0.002 + (random.NextDouble() * 0.02));
        for (var client = 0; client < 3; client++)
            yield return Step(0.23 + (random.NextDouble() * 0.1), LogStepKind.Admit, client, 0, 0);
    }

    private static (int A, int B, int C) Three(Random random, int replicas)
    {
        int[] all = [.. Enumerable.Range(0, replicas)];
        random.Shuffle(all);
        return (all[0], all[1], all[2]);
    }

    private static LogStep Step(double at, LogStepKind kind, int actor, int argument, double lasts) =>
        new(TimeSpan.FromSeconds(at), kind, actor, argument, TimeSpan.FromSeconds(lasts));
}
