using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>The checks of a task that need the slave's ledger, in Mesos's order (rule 8.5, checks 4 to 6); the first that refuses decides. The framework grain has made checks 1 to 3.</summary>
public static class LaunchValidation
{
    private delegate string? Check(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave);

    private static readonly Check[] Checks = [HasResources, ResourcesAreSound, FitsTheOffer, HasCommandOrExecutor, SlaveCheckpoints];

    /// <summary>Null: it may be launched with what is left of its offers. Otherwise why not.</summary>
    public static string? Judge(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave)
    {
        foreach (var check in Checks)
        {
            if (check(framework, task, left, slave) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static string? HasResources(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave) =>
        task.Resources.IsEmpty ? "Task uses no resources: give it some of its offer, for example cpus:0.1;mem:32" : null;

    private static string? ResourcesAreSound(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave)
    {
        foreach (var entry in task.Resources.Entries)
        {
            if (!entry.IsAllocatable)
            {
                return $"Task uses invalid resources: {entry}";
            }
        }

        return null;
    }

    private static string? FitsTheOffer(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave) =>
        left.Contains(task.Resources)
            ? null
            : $"Task {task.TaskId} attempted to use {task.Resources}, which is greater than what is left of its offer, {left}";

    private static string? HasCommandOrExecutor(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave) =>
        task.Executor is null != task.Command is null
            ? null
            : "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present";

    private static string? SlaveCheckpoints(FrameworkInfo framework, TaskInfo task, Resources left, SlaveInfo slave) =>
        framework.Checkpoint && !slave.Checkpoint
            ? $"Task asked to be checkpointed but slave {slave.Id} has checkpointing disabled"
            : null;
}
