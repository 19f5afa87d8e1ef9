using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>A command with everything that it started.</summary>
internal interface IContainer
{
    ContainerId Id { get; }

    /// <summary>Of the command; 0 if it had ended before the agent came back.</summary>
    int Pid { get; }

    /// <summary>Ends, without failing, when neither the command nor anything that it started nor anything that was made for it is left.</summary>
    Task<ContainerTermination> Ended { get; }

    /// <summary>
    /// Asks the whole tree to end (SIGTERM); what does not within the grace period is killed. A later call can only shorten the grace.
    /// </summary>
    /// <param name="grace">Null is 3 s (rule 15.4); zero kills at once.</param>
    void Kill(TimeSpan? grace = null);

    /// <summary>Changes what it may use; of one that ends meanwhile nothing is changed.</summary>
    /// <exception cref="ContainerizerException">An isolator refuses; the message says why.</exception>
    Task Update(Resources resources, CancellationToken cancel);

    /// <summary>What it uses now, with its limits. What an isolator cannot tell is missing.</summary>
    Task<ResourceStatistics> Usage(CancellationToken cancel);
}
