using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>One run of a command task. Changed under the lock of the table that it is in.</summary>
internal sealed class AgentTask(FrameworkInfo framework, TaskInfo task, SandboxPath sandbox)
{
    /// <summary>With its ID.</summary>
    public FrameworkInfo Framework { get; } = framework;

    public TaskInfo Task { get; } = task;

    public SandboxPath Sandbox { get; } = sandbox;

    public FrameworkId FrameworkId => Framework.Id!.Value;

    public TaskId Id => Task.TaskId;

    /// <summary>Where it stands. Invariant: nothing follows a terminal state.</summary>
    public TaskSummary Summary { get; set; } = TaskSummary.Of(framework.Id!.Value, task);

    /// <summary>Somebody wants it to end, be it before it has begun.</summary>
    public bool KillWanted { get; set; }

    /// <summary>Null until it was started.</summary>
    public IContainer? Container { get; set; }

    public bool HasEnded => Summary.State.IsTerminal();
}
