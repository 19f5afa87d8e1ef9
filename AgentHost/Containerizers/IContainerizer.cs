using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Starts processes apart from the agent's own.</summary>
internal interface IContainerizer
{
    /// <summary>Starts a process. Ends when it runs.</summary>
    /// <exception cref="ContainerizerException">It cannot be started; nothing is left of it.</exception>
    Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel);
}

/// <summary>A process with everything that it started.</summary>
internal interface IContainer
{
    /// <summary>Ends when the process and everything that it started have ended. Does not fail.</summary>
    Task<TaskExit> Ended { get; }

    /// <summary>
    /// Asks the whole tree to end; what does not within the grace period of 3 s is killed (rule 15.4). Only the first call counts.
    /// </summary>
    void Kill();
}

/// <summary>What to start.</summary>
/// <param name="Id">A UUID.</param>
/// <param name="Command">For <c>/bin/sh -c</c>.</param>
/// <param name="Directory">Full path of the directory that it starts in; there are its <c>stdout</c> and <c>stderr</c>.</param>
/// <param name="Environment">All variables.</param>
/// <param name="User">Who it runs as; null is the agent's own user.</param>
internal sealed record ContainerSpec(
    string Id, string Command, string Directory, IReadOnlyDictionary<string, string> Environment, string? User);

/// <summary>A process could not be started; the message is for the owner of the task.</summary>
internal sealed class ContainerizerException(string message, Exception? inner = null) : Exception(message, inner);
