using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>A framework that has, or had, executors on this agent.</summary>
internal sealed class AgentFramework(FrameworkInfo info)
{
    /// <summary>Mesos 0.19 <c>src/slave/constants.hpp</c>.</summary>
    public const int CompletedExecutorsMax = 150;

    /// <summary>As its newest task brought it; with its ID.</summary>
    public FrameworkInfo Info { get; set; } = info;

    public FrameworkId Id => Info.Id!.Value;

    /// <summary>It is gone for ever: its executors end, and nothing of it is told to anybody (rule 11.11).</summary>
    public bool IsTerminating { get; set; }

    /// <summary>In the order of arrival.</summary>
    public OrderedDictionary<ExecutorId, AgentExecutor> Executors { get; } = [];

    /// <summary>Which executor holds a task that is not history.</summary>
    public Dictionary<TaskId, AgentExecutor> Holders { get; } = [];

    /// <summary>Of the past, the newest last.</summary>
    public Queue<AgentExecutor> Completed { get; } = new();
}
