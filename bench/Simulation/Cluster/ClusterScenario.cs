using System.Collections.Immutable;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What happens to a cluster from outside.</summary>
internal enum ClusterStepKind
{
    CrashSilo,
    PauseSilo,
    CutSilo,
    MisjudgeSilo,
    CrashAgent,
    RebootMachine,
    PauseAgent,
    CutAgent,
    CrashExecutor,
    CrashScheduler,
    TakeOver,
    PauseScheduler,
    CutScheduler,
    Teardown,
}

/// <param name="At">When it begins.</param>
/// <param name="Kind">What.</param>
/// <param name="Actor">The number of the silo, machine or framework.</param>
/// <param name="Lasts">How long, where that has a meaning.</param>
internal sealed record ClusterStep(TimeSpan At, ClusterStepKind Kind, int Actor, TimeSpan Lasts)
{
    public override string ToString() => $"{At.TotalSeconds:0.000} s {Kind} {Actor} {(Lasts > TimeSpan.Zero ? $"for {Lasts.TotalSeconds:0.0} s" : "")}";
}

/// <summary>A run: the same seed and steps lead to the same messages.</summary>
internal sealed record ClusterScenario(int Seed, int Slaves, int Silos, int FaultPercent, MasterSettings Settings, ImmutableArray<ClusterStep> Steps)
{
    /// <summary>An agent that is away for longer finds its tasks ended (<c>--recovery_timeout</c>).</summary>
    public static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(30);

    private static readonly ClusterStepKind[] Troubles =
    [
        ClusterStepKind.CrashSilo, ClusterStepKind.CrashSilo, ClusterStepKind.PauseSilo, ClusterStepKind.CutSilo, ClusterStepKind.MisjudgeSilo, ClusterStepKind.MisjudgeSilo,
        ClusterStepKind.CrashAgent, ClusterStepKind.CrashAgent, ClusterStepKind.RebootMachine, ClusterStepKind.PauseAgent, ClusterStepKind.CutAgent, ClusterStepKind.CutAgent,
        ClusterStepKind.CrashExecutor, ClusterStepKind.CrashExecutor, ClusterStepKind.CrashScheduler, ClusterStepKind.CrashScheduler, ClusterStepKind.TakeOver,
        ClusterStepKind.PauseScheduler, ClusterStepKind.CutScheduler, ClusterStepKind.Teardown,
    ];

    public ImmutableArray<FrameworkPlan> Frameworks { get; init; } = [];

    /// <summary>Until then there are troubles; then everything heals.</summary>
    public TimeSpan Troubled { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>A small cluster in which much happens.</summary>
    public static ClusterScenario Of(int seed)
    {
        var random = new Random(seed);
        var (slaves, silos, frameworks) = (random.Next(2, 6), random.Next(2, 4), random.Next(1, 4));
        var settings = new MasterSettings
        {
            SlavePingTimeout = TimeSpan.FromSeconds(3),
            MaxSlavePingTimeouts = 3,
            SlaveReregisterTimeout = TimeSpan.FromSeconds(15),
            OfferTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(6) : null,
            RegistryStrict = random.Next(2) == 0,
            Roles = new Dictionary<string, double> { ["*"] = 1, ["a"] = 2 },
        };
        var steps = new List<ClusterStep>();
        double[] whiles = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.NextDouble() * 60)];
        for (var i = random.Next(2, 14); i > 0; i--)
            steps.Add(Step(random, Troubles[random.Next(Troubles.Length)], At(random, whiles), slaves, frameworks));
        return new ClusterScenario(seed, slaves, silos, random.Next(3) * 3, settings, [.. steps.OrderBy(step => step.At)])
        {
            Frameworks = [.. Enumerable.Range(0, frameworks).Select(_ => Plan(random, random.Next(5, 30)))],
        };
    }

    /// <summary>A cluster of 2,000 slaves, a part of which has trouble.</summary>
    public static ClusterScenario Large(int seed)
    {
        const int Machines = 2_000;
        const int Users = 40;
        var random = new Random(seed);
        var settings = new MasterSettings
        {
            SlavePingTimeout = TimeSpan.FromSeconds(5),
            MaxSlavePingTimeouts = 3,
            SlaveReregisterTimeout = TimeSpan.FromSeconds(20),
            RegistryStrict = random.Next(2) == 0,
            Roles = new Dictionary<string, double> { ["*"] = 1, ["a"] = 2 },
        };
        var steps = new List<ClusterStep>();
        double[] whiles = [10 + (random.NextDouble() * 10), 25];
        for (var i = 0; i < 60; i++)
            steps.Add(Step(random, Troubles[i == 0 ? 0 : random.Next(6, Troubles.Length)], At(random, whiles), Machines, Users));
        return new ClusterScenario(seed, Machines, 3, 0, settings, [.. steps.OrderBy(step => step.At)])
        {
            Frameworks = [.. Enumerable.Range(0, Users).Select(_ => Plan(random, 100))],
            Troubled = TimeSpan.FromSeconds(40),
        };
    }

    private static FrameworkPlan Plan(Random random, int tasks) => new(
        tasks,
        random.Next(2) == 0 ? "*" : "a",
        random.Next(3) > 0,
        random.Next(4) switch { 0 => 0, 1 => 10, 2 => 40, _ => 3_600 },
        random.Next(3) == 0,
        random.Next(3) == 0);

    private static ClusterStep Step(Random random, ClusterStepKind kind, TimeSpan at, int slaves, int frameworks)
    {
        var actor = kind switch
        {
            <= ClusterStepKind.MisjudgeSilo => random.Next(8),
            <= ClusterStepKind.CrashExecutor => random.Next(slaves),
            _ => random.Next(frameworks),
        };
        return new ClusterStep(at, kind, actor, TimeSpan.FromMilliseconds(random.Next(100, random.Next(2) == 0 ? 4_000 : 40_000)));
    }

    private static TimeSpan At(Random random, double[] whiles) => TimeSpan.FromSeconds(
        2 + (random.Next(3) == 0 ? random.NextDouble() * 60 : whiles[random.Next(whiles.Length)] + (random.NextDouble() * 3)));

    /// <summary>One framework and its user.</summary>
    /// <param name="Tasks">That its user wants.</param>
    /// <param name="Role">Its role.</param>
    /// <param name="Checkpoint">As in its info.</param>
    /// <param name="FailoverTimeout">In seconds, as in its info.</param>
    /// <param name="ReusesNames">IDs come again, and its schedulers do not crash.</param>
    /// <param name="UsesExecutors">Its tasks are for executors.</param>
    internal sealed record FrameworkPlan(int Tasks, string Role, bool Checkpoint, double FailoverTimeout, bool ReusesNames, bool UsesExecutors);
}
