using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>What follows from a step of <see cref="SlaveMachine"/>; the grain carries it out after the step.</summary>
public sealed class SlaveEffects
{
    /// <summary>For the agent, in order; nothing reaches an agent without a session.</summary>
    public List<AgentCommand> Commands { get; } = [];

    /// <summary>For frameworks, in order.</summary>
    public List<(FrameworkId Framework, SlaveFact Fact)> Facts { get; } = [];

    /// <summary>Frameworks that have nothing here any more.</summary>
    public List<FrameworkId> Ended { get; } = [];

    public void Clear()
    {
        Commands.Clear();
        Facts.Clear();
        Ended.Clear();
    }
}
