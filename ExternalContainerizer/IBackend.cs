using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer;

/// <summary>Who carries plans out. What a backend does not know, or cannot do, is a <see cref="ContainerizerException"/>.</summary>
internal interface IBackend
{
    /// <summary>Makes and starts a container, and what watches it. If that fails nothing of it is left.</summary>
    Task Launch(ContainerPlan plan, CancellationToken cancellation);

    /// <summary>Ends when the container's first process has ended, whenever that was. Changes nothing, and may be broken off at any time.</summary>
    Task<Ending> AwaitEnd(string containerId, CancellationToken cancellation);

    /// <summary>Whether a <c>mesos-executor</c> speaks for it.</summary>
    Task<bool> IsWatched(string containerId, CancellationToken cancellation);

    /// <summary>Sends a signal to its first process; nothing if that has ended.</summary>
    Task Signal(string containerId, int signal, CancellationToken cancellation);

    Task Update(string containerId, ContainerLimits limits, CancellationToken cancellation);

    Task<ResourceStatistics> Usage(string containerId, CancellationToken cancellation);

    /// <summary>Kills it if it runs, and leaves nothing of it. Nothing if it is not there.</summary>
    Task Remove(string containerId, CancellationToken cancellation);

    /// <summary>Those of this agent that were started, also if they have ended.</summary>
    Task<IReadOnlyList<string>> List(CancellationToken cancellation);

    /// <summary>Removes what an interrupted launch has left.</summary>
    Task Recover(CancellationToken cancellation);
}
