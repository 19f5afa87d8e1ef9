namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>Does to silos, machines and schedulers what can happen to them.</summary>
internal sealed class ClusterTroubles(SimulatedCluster cluster, IReadOnlyList<AgentMachine> machines, IReadOnlyList<FrameworkUser> users)
{
    private readonly HashSet<SimulatedProcess> _touched = [];

    public void Begin(ClusterStep step)
    {
        switch (step.Kind)
        {
            case ClusterStepKind.CrashSilo:
                cluster.Silos.Crash(step.Actor);
                break;
            case ClusterStepKind.PauseSilo:
                cluster.Silos.Pause(step.Actor, step.Lasts);
                break;
            case ClusterStepKind.CutSilo:
                cluster.Silos.Cut(step.Actor, step.Lasts);
                break;
            case ClusterStepKind.MisjudgeSilo:
                cluster.Silos.Misjudge(step.Actor, step.Lasts);
                break;
            case ClusterStepKind.CrashAgent:
                machines[step.Actor].CrashAgent(step.Lasts);
                break;
            case ClusterStepKind.RebootMachine:
                machines[step.Actor].Reboot(step.Lasts);
                break;
            case ClusterStepKind.CrashExecutor:
                machines[step.Actor].CrashExecutor();
                break;
            case ClusterStepKind.CrashScheduler:
                users[step.Actor].CrashScheduler(step.Lasts);
                break;
            case ClusterStepKind.TakeOver:
                users[step.Actor].TakeOver();
                break;
            case ClusterStepKind.Teardown:
                users[step.Actor].Scheduler?.Teardown();
                break;
            case ClusterStepKind.PauseAgent or ClusterStepKind.PauseScheduler when ProcessOf(step) is { } process:
                cluster.Trace?.Invoke($"{process.Name} is paused");
                process.PausedUntil = cluster.World.Now + step.Lasts;
                break;
            case ClusterStepKind.CutAgent or ClusterStepKind.CutScheduler when ProcessOf(step) is { } process:
                cluster.Trace?.Invoke($"{process.Name} is cut off");
                process.CutUntil = cluster.World.Now + step.Lasts;
                break;
        }
    }

    /// <summary>Nothing troubles any more; what was paused goes on when its time is over.</summary>
    public void Heal()
    {
        foreach (var process in _touched)
            process.CutUntil = default;
    }

    private SimulatedProcess? ProcessOf(ClusterStep step)
    {
        var process = step.Kind is ClusterStepKind.PauseAgent or ClusterStepKind.CutAgent ? machines[step.Actor].Agent?.Process : users[step.Actor].Scheduler?.Process;
        if (process is not null)
            _touched.Add(process);
        return process;
    }
}
