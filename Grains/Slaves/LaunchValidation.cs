using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>
/// The checks of a task that need the slave's ledger, in Mesos's order (rule 8.5, checks 4 to 6); the first that refuses decides. The framework grain has made checks 1 to 3
/// (<see cref="Frameworks.TaskValidation"/>). What a refused task would have used is there for the tasks after it (better on purpose than rule 8.7).
/// </summary>
public static class LaunchValidation
{
    private delegate string? Check(in LaunchRequest launch);

    private static readonly Check[] Checks =
        [HasResources, ResourcesAreSound, FitsTheOffer, ExecutorResourcesAreSound, FitsWithItsExecutor, HasCommandOrExecutor, ExecutorIsCompatible, SlaveCheckpoints, HealthCheckIsSound];

    /// <summary>Null: it may be launched. Otherwise why not.</summary>
    public static string? Judge(in LaunchRequest launch)
    {
        foreach (var check in Checks)
        {
            if (check(launch) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static string? HasResources(in LaunchRequest launch) =>
        launch.Task.Resources.IsEmpty ? "Task uses no resources: give it some of its offer, for example cpus:0.1;mem:32" : null;

    private static string? ResourcesAreSound(in LaunchRequest launch) =>
        Unsound(launch.Task.Resources) is { } entry ? $"Task uses invalid resources: {entry}" : null;

    private static string? FitsTheOffer(in LaunchRequest launch) =>
        launch.Left.Contains(launch.Task.Resources)
            ? null
            : $"Task {launch.Task.TaskId} attempted to use {launch.Task.Resources}, which is greater than what is left of its offer, {launch.Left}";

    private static string? ExecutorResourcesAreSound(in LaunchRequest launch) =>
        launch.Task.Executor is { } executor && Unsound(executor.Resources) is { } entry
            ? $"Executor for task {launch.Task.TaskId} uses invalid resources {entry}"
            : null;

    private static string? FitsWithItsExecutor(in LaunchRequest launch) =>
        launch.Task.Executor is not { } executor || launch.Running is not null || launch.Left.Contains(launch.Task.Resources + executor.Resources)
            ? null
            : $"Task {launch.Task.TaskId} + executor attempted to use {launch.Task.Resources + executor.Resources}, which is greater than what is left of its offer, "
                + $"{launch.Left}; the executor is not running on the slave yet";

    private static string? HasCommandOrExecutor(in LaunchRequest launch) =>
        launch.Task.Executor is null != launch.Task.Command is null
            ? null
            : "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present";

    private static string? ExecutorIsCompatible(in LaunchRequest launch) =>
        launch is { Running: { } running, Task.Executor: { } executor } && ExecutorCompatibility.Difference(running, executor) is { } difference
            ? $"Task has invalid ExecutorInfo (existing ExecutorInfo with same ExecutorID is not compatible). Executor {executor.ExecutorId} runs with {difference}"
            : null;

    private static string? SlaveCheckpoints(in LaunchRequest launch) =>
        launch.Framework.Checkpoint && !launch.Slave.Checkpoint
            ? $"Task asked to be checkpointed but slave {launch.Slave.Id} has checkpointing disabled"
            : null;

    /// <summary>Not of Mesos 0.19, which carries no health check out.</summary>
    private static string? HealthCheckIsSound(in LaunchRequest launch) =>
        HealthCheckKind.Of(launch.Task) is { } check && HealthCheckKind.Problem(check) is { } problem ? $"Task has an invalid health check: {problem}" : null;

    private static string? Unsound(Resources resources)
    {
        foreach (var entry in resources.Entries)
        {
            if (!entry.IsAllocatable)
            {
                return entry.ToString();
            }
        }

        return null;
    }
}

/// <summary>A task that shall be launched, and what it is judged by.</summary>
/// <param name="Framework">Whose.</param>
/// <param name="Task">An executor in it names its framework.</param>
/// <param name="Left">Of the offers of the call, after the tasks before it.</param>
/// <param name="Slave">Where.</param>
/// <param name="Running">The executor with the same ID that is on the slave already; null if there is none.</param>
public readonly record struct LaunchRequest(FrameworkInfo Framework, TaskInfo Task, Resources Left, SlaveInfo Slave, ExecutorInfo? Running);
