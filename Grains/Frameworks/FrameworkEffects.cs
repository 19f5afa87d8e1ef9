using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>What follows from a step of <see cref="FrameworkMachine"/>; the grain carries it out after the step.</summary>
public sealed class FrameworkEffects
{
    /// <summary>For the scheduler, in order.</summary>
    public List<SchedulerEvent> Events { get; } = [];

    /// <summary>For slaves, in order.</summary>
    public List<(SlaveId Slave, FrameworkCall Call)> Calls { get; } = [];

    /// <summary>Tasks that went from one state to another; a null state: not there.</summary>
    public List<(TaskState? From, TaskSummary Task)> Moves { get; } = [];

    public void Clear()
    {
        Events.Clear();
        Calls.Clear();
        Moves.Clear();
    }
}
