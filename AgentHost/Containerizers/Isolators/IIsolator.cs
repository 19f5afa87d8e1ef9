using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>One kind of isolation, as <c>--isolation</c> names it (rule 16.12).</summary>
internal interface IIsolator
{
    /// <summary>Makes what a container needs before its launcher starts.</summary>
    /// <exception cref="IsolatorException">It cannot; nothing is left of it.</exception>
    IIsolation Prepare(ContainerSpec spec);

    /// <summary>What <see cref="Prepare"/> made for a container of a former agent.</summary>
    IIsolation Recover(ContainerSpec spec);

    /// <summary>Destroys what belongs to none of these containers.</summary>
    Task CleanUpAllBut(IReadOnlySet<ContainerId> known) => Task.CompletedTask;
}

/// <summary>What one isolator does for one container.</summary>
internal interface IIsolation
{
    /// <summary>What the launcher shall do for it.</summary>
    LaunchIsolation Launch => LaunchIsolation.None;

    /// <summary>The command runs; its parent is the launcher.</summary>
    void Isolate(int pid)
    {
    }

    /// <summary>Begins to tell, once, that the container has gone beyond a limit.</summary>
    void Watch(Action<Limitation> tell)
    {
    }

    /// <exception cref="IsolatorException">The new limits cannot be set.</exception>
    void Update(Resources resources)
    {
    }

    /// <summary>What was known of the usage, with what this isolation knows added.</summary>
    ResourceStatistics Usage(ResourceStatistics known) => known;

    /// <summary>Whether a limit had to do with the end of the command; asked once, when that has ended.</summary>
    Limitation? Judge() => null;

    /// <summary>Ends when nothing is left of it, processes included.</summary>
    Task CleanUp() => Task.CompletedTask;
}

/// <summary>A container went beyond a limit; the message is for the owner of the task.</summary>
internal sealed record Limitation(string Message);

/// <summary>An isolator cannot do its work; the message says why, and what to change.</summary>
internal sealed class IsolatorException(string message, Exception? inner = null) : Exception(message, inner);
