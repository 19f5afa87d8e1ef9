using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Starts processes apart from the agent's own, and finds those that outlived it.</summary>
internal interface IContainerizer
{
    /// <summary>So many launches may be under way at a time, so that one that takes long holds no other up.</summary>
    int ParallelLaunches => 16;

    /// <summary>
    /// Fetches, prepares and isolates, then starts the command; ends when it runs. What the caller needs after a restart it has checkpointed before. Nothing
    /// starts after the agent's end, and what has started under <see cref="ContainerSpec.Checkpoint"/> is found by <see cref="Recover"/>.
    /// </summary>
    /// <exception cref="ContainerizerException">It cannot be started; nothing is left of it.</exception>
    Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel);

    /// <summary>
    /// After a restart of the agent, before any launch: attaches to the containers that are known, and destroys every other one of this agent. A known one that never
    /// started, or ended meanwhile, is among the answers too: its <see cref="IContainer.Ended"/> says how it ended, or that nobody knows. Missing is one that an external program does not know any more.
    /// </summary>
    /// <exception cref="ContainerizerException">What there is cannot be found out; the message says why and what to do.</exception>
    Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel);
}

/// <summary>A process could not be started; the message is for the owner of the task.</summary>
internal sealed class ContainerizerException(string message, Exception? inner = null) : Exception(message, inner);
