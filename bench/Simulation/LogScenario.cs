using System.Collections.Immutable;

namespace MesosOrleans.Bench.Simulation;

/// <summary>What happens in a run, besides what the registrars and replicas do by themselves.</summary>
internal enum LogStepKind
{
    Admit,
    Readmit,
    Remove,
    Read,
    CrashStore,
    PauseStore,
    WipeStore,
    RestoreStore,
    MoveStore,
    KillSilo,
    PauseSilo,
    CutSilo,
    LossySilo,
    SlowSilo,
    TakeOver,
    AddReplica,
    RemoveReplica,
    ResetReplica,
}

/// <param name="At">When it begins.</param>
/// <param name="Kind">What.</param>
/// <param name="Actor">The number of the client, the database or the silo.</param>
/// <param name="Argument">The number of the slave, or which databases a silo is cut off from, as bits.</param>
/// <param name="Lasts">How long, where that has a meaning.</param>
internal sealed record LogStep(TimeSpan At, LogStepKind Kind, int Actor, int Argument, TimeSpan Lasts)
{
    public override string ToString() => $"{At.TotalSeconds:0.000} s {Kind} {Actor} {Argument} {(Lasts > TimeSpan.Zero ? $"for {Lasts.TotalSeconds:0.0} s" : "")}";
}

/// <summary>
/// A run: the same seed and steps lead to the same messages. Registrars look at the replicas as often as <paramref name="Tending"/> says.
/// </summary>
internal sealed record LogScenario(int Seed, int Replicas, int Silos, TimeSpan Tending, ImmutableArray<LogStep> Steps)
{
    public const int Slaves = 5;
    private const int Clients = 3;
    private const double LengthSeconds = 14;

    private static readonly LogStepKind[] Troubles =
    [
        LogStepKind.CrashStore, LogStepKind.CrashStore, LogStepKind.PauseStore, LogStepKind.WipeStore, LogStepKind.WipeStore, LogStepKind.RestoreStore,
        LogStepKind.MoveStore, LogStepKind.KillSilo, LogStepKind.PauseSilo, LogStepKind.CutSilo, LogStepKind.CutSilo, LogStepKind.LossySilo,
        LogStepKind.SlowSilo, LogStepKind.SlowSilo, LogStepKind.TakeOver,
    ];

    public static LogScenario Of(int seed)
    {
        var random = new Random(seed);
        var replicas = random.Next(3) == 0 ? 5 : 3;
        var silos = random.Next(2, 4);
        var steps = new List<LogStep>();

        // Most happens in a few short whiles, so that it meets.
        double[] whiles = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.NextDouble() * LengthSeconds)];
        for (var client = 0; client < Clients; client++)
        {
            for (var i = 0; i < 7; i++)
                steps.Add(new LogStep(At(), (LogStepKind)random.Next(4), client, random.Next(Slaves), default));
        }

        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var kind = Troubles[random.Next(Troubles.Length)];
            var ofSilo = kind is LogStepKind.KillSilo or LogStepKind.PauseSilo or LogStepKind.CutSilo or LogStepKind.LossySilo or LogStepKind.SlowSilo or LogStepKind.TakeOver;
            steps.Add(new LogStep(At(), kind, random.Next(ofSilo ? silos : replicas), random.Next(1, 1 << replicas),
                TimeSpan.FromMilliseconds(random.Next(100, random.Next(2) == 0 ? 1_500 : 9_000))));
        }

        if (random.Next(2) == 0)
            steps.AddRange(LogAttack.Of(random, replicas, silos, random.NextDouble() * LengthSeconds));
        if (random.Next(4) == 0)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
                steps.Add(new LogStep(At(), LogStepKind.AddReplica + random.Next(3), 0, random.Next(replicas + 1), default));
        }

        return new LogScenario(seed, replicas, silos, TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 300, 1 => 1_000, _ => 3_000 }), [.. steps.OrderBy(step => step.At)]);

        TimeSpan At() => TimeSpan.FromSeconds(random.Next(3) == 0
            ? random.NextDouble() * LengthSeconds
            : whiles[random.Next(whiles.Length)] + random.NextDouble());
    }
}
