namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// Troubles that do harm only together, one closely after the other: one replica misses what two others took, one of these forgets it, and
/// before anybody has looked, the other one is out of reach and another silo takes over.
/// </summary>
internal static class LogAttack
{
    public static IEnumerable<LogStep> Of(Random random, int replicas, int silos, double at)
    {
        var (first, loses) = (random.Next(replicas), random.Next(3));
        var (late, forgetful, gone) = (first, (first + 1) % replicas, (first + 2) % replicas);
        var missing = 0.1 + (random.NextDouble() * 0.4);
        for (var silo = 0; silo < silos; silo++)
            yield return Step(0, LogStepKind.CutSilo, silo, 1 << late, missing);
        for (var i = 0; i < 3; i++)
            yield return Step(random.NextDouble() * missing, LogStepKind.Admit, i, 0, 0);

        // What others know of the one that forgets goes out with the next changes.
        for (var i = 0; i < 3; i++)
            yield return Step(missing + 0.01 + (random.NextDouble() * 0.05), LogStepKind.Admit, i, 0, 0);

        var then = missing + 0.08 + (random.NextDouble() * 0.05);
        yield return Step(then, loses switch { 0 => LogStepKind.WipeStore, 1 => LogStepKind.RestoreStore, _ => LogStepKind.CrashStore }, forgetful, 0, 0.05);
        yield return Step(then + (random.NextDouble() * 0.02), random.Next(2) == 0 ? LogStepKind.CrashStore : LogStepKind.PauseStore, gone, 0, 3);
        if (replicas == 5)
            yield return Step(then + 0.01, LogStepKind.CrashStore, (first + 3) % replicas, 0, 3);
        for (var silo = 0; silo < silos; silo++)
        {
            if (random.Next(2) == 0)
                yield return Step(then + 0.01, LogStepKind.KillSilo, silo, 0, 0);
        }

        for (var i = 0; i < 3; i++)
            yield return Step(then + 0.02 + (random.NextDouble() * 0.1), LogStepKind.Admit, i, 0, 0);

        LogStep Step(double after, LogStepKind kind, int actor, int argument, double lasts) =>
            new(TimeSpan.FromSeconds(at + after), kind, actor, argument, TimeSpan.FromSeconds(lasts));
    }
}
