using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>A task of an executor of this agent. Invariant: nothing follows a terminal state, and no update counts twice.</summary>
internal sealed class AgentTask(FrameworkId framework, TaskInfo info)
{
    private readonly HashSet<Guid> _updates = [];

    public TaskInfo Info { get; } = info;

    public TaskId Id => Info.TaskId;

    /// <summary>Where it stands.</summary>
    public TaskSummary Summary { get; private set; } = TaskSummary.Of(framework, info);

    public TaskState State => Summary.State;

    public bool HasEnded => State.IsTerminal();

    /// <summary>Somebody wants it to end.</summary>
    public bool KillWanted { get; set; }

    /// <summary>The judge of its checks; null until it runs, and if it has none.</summary>
    public HealthCheckMachine? Health { get; private set; }

    /// <summary>Enters an update. False: it came before, or the task has ended.</summary>
    public bool Keep(StatusUpdate update)
    {
        if (HasEnded || !_updates.Add(update.Uuid))
        {
            return false;
        }

        Summary = Summary.After(update.Status);
        return true;
    }

    /// <summary>It has a health check, and runs since this moment, so that checks begin. False: it has none, or they have begun.</summary>
    public bool BeginHealth(DateTimeOffset since)
    {
        if (Health is not null || HealthCheckKind.Of(Info) is not { } check || HealthCheckKind.Problem(check) is not null)
        {
            return false;
        }

        Health = new HealthCheckMachine(check, since);
        return true;
    }
}
