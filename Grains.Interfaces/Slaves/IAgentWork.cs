using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>What an agent does when its slave grain says so. Calls come one at a time and must not block; what becomes of a task is told by <see cref="AgentSession.Update"/>.</summary>
public interface IAgentWork
{
    /// <summary>Start the task; it fits.</summary>
    void Launch(FrameworkInfo framework, TaskInfo task);

    /// <summary>End the task. It is known and has not ended.</summary>
    void Kill(FrameworkId framework, TaskId task);

    /// <summary>Nobody needs to know of the task any more. If it still runs (its framework is gone), it must end.</summary>
    void Forget(FrameworkId framework, TaskId task);
}
