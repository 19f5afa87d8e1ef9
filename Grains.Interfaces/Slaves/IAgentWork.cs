using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>What an agent does when its slave grain says so. Calls come one at a time and must not block; what becomes of a task is told by <see cref="AgentSession.Update(StatusUpdate)"/>.</summary>
public interface IAgentWork
{
    /// <summary>Start the task; it fits.</summary>
    void Launch(FrameworkInfo framework, TaskInfo task);

    /// <summary>End the task. It is known and has not ended.</summary>
    void Kill(FrameworkId framework, TaskId task);

    /// <summary>Nobody needs to know of the task any more. If it still runs (its framework is gone), it must end.</summary>
    void Forget(FrameworkId framework, TaskId task);

    /// <summary>The framework has an update, and so those before it of the same task. Comes before <see cref="Forget"/>.</summary>
    void Acknowledge(FrameworkId framework, TaskId task, Guid uuid)
    {
    }

    /// <summary>Something for an executor, which may not be there any more.</summary>
    void Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data)
    {
    }

    /// <summary>End an executor, which may not be there any more; its end is told by <see cref="AgentSession.ExecutorExited"/>.</summary>
    void ShutdownExecutor(FrameworkId framework, ExecutorId executor)
    {
    }

    /// <summary>The framework is gone, with its executors. <see cref="Forget"/> came for each of its tasks.</summary>
    void ShutdownFramework(FrameworkId framework)
    {
    }

    /// <summary>What is still known of tasks that were forgotten, for <see cref="AgentRegistration.History"/>.</summary>
    ImmutableArray<TaskSummary> History() => [];
}
