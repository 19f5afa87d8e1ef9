using System.Collections.Immutable;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>
/// What an agent asks of an external containerizer program when a container is to start (mesos.containerizer.Launch, rule 18.3). On the wire it and its kin are in
/// the dialect of Mesos 0.19, each in a <see cref="HostFrame"/>.
/// </summary>
[Message]
public sealed record ContainerizerLaunch
{
    /// <summary>The container, a new one.</summary>
    [Id(1)]
    public required ContainerId ContainerId { get; init; }

    /// <summary>The task, if it is one of a command; null for an executor (rule 18.10).</summary>
    [Id(2)]
    public TaskInfo? TaskInfo { get; init; }

    /// <summary>The executor; for a command task one whose command is the path of <c>mesos-executor</c>. Its resources contain those of the first task.</summary>
    [Id(3)]
    public ExecutorInfo? ExecutorInfo { get; init; }

    /// <summary>Full path of the sandbox.</summary>
    [Id(4)]
    public string? Directory { get; init; }

    /// <summary>The user that it shall run as; null for the agent's own.</summary>
    [Id(5)]
    public string? User { get; init; }

    /// <summary>The agent's ID.</summary>
    [Id(6)]
    public SlaveId? SlaveId { get; init; }

    /// <summary>The agent's address, <c>slave(1)@IP:PORT</c>.</summary>
    [Id(7)]
    public string? SlavePid { get; init; }

    /// <summary>True if the container outlives its agent; null if that was not said.</summary>
    [Id(8)]
    public bool? Checkpoint { get; init; }
}

/// <summary>A container's resources have changed (mesos.containerizer.Update).</summary>
[Message]
public sealed record ContainerizerUpdate
{
    /// <summary>The container.</summary>
    [Id(1)]
    public required ContainerId ContainerId { get; init; }

    /// <summary>All that it may use from now on.</summary>
    [Id(2)]
    public Resources Resources { get; init; } = Resources.Empty;
}

/// <summary>Asks for a container's end, when it has ended (mesos.containerizer.Wait). The answer is <see cref="ContainerizerTermination"/>.</summary>
[Message]
public sealed record ContainerizerWait([property: Id(1)] ContainerId ContainerId);

/// <summary>A container shall end (mesos.containerizer.Destroy).</summary>
[Message]
public sealed record ContainerizerDestroy([property: Id(1)] ContainerId ContainerId);

/// <summary>Asks what a container uses (mesos.containerizer.Usage). The answer is <see cref="ResourceStatistics"/>.</summary>
[Message]
public sealed record ContainerizerUsage([property: Id(1)] ContainerId ContainerId);

/// <summary>How a container ended (mesos.containerizer.Termination).</summary>
[Message]
public sealed record ContainerizerTermination
{
    /// <summary>True if it was ended because it went beyond a limit: its tasks have failed.</summary>
    [Id(1)]
    public required bool Killed { get; init; }

    /// <summary>Why, for the owner of its tasks; may be empty.</summary>
    [Id(2)]
    public required string Message { get; init; }

    /// <summary>How its first process ended, as <c>waitpid</c> gives it; null if nobody knows.</summary>
    [Id(3)]
    public int? Status { get; init; }
}

/// <summary>The containers that a program knows (mesos.containerizer.Containers).</summary>
[Message]
public sealed record ContainerizerContainers
{
    /// <summary>In no order.</summary>
    [Id(1)]
    public ImmutableArray<ContainerId> Containers { get; init; } = [];
}
