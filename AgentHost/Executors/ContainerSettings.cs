using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What all containers of this agent have in common.</summary>
internal sealed record ContainerSettings
{
    /// <summary>Full path.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>See <see cref="TaskEnvironment.Cleaned"/>.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary><c>slave(1)@ip:port</c>.</summary>
    public required string AgentPid { get; init; }

    /// <summary>The Unix socket of the executor API, relative to the sandbox; null if there is none.</summary>
    public string? ExecutorSocket { get; init; }

    /// <summary>Whether tasks run as their own user (<c>--switch_user</c>).</summary>
    public bool SwitchUser { get; init; } = true;

    /// <summary>The agent's own user.</summary>
    public required string AgentUser { get; init; }

    /// <summary><c>--checkpoint</c>.</summary>
    public bool Checkpoint { get; init; } = true;

    /// <summary><c>--recovery_timeout</c>.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary><c>--executor_shutdown_grace_period</c>.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether an external containerizer may run what comes: it is told more.</summary>
    public bool HasExternal { get; init; }

    /// <summary>How an executor's container is to be started.</summary>
    /// <param name="start">As the machine decided.</param>
    /// <param name="runDirectory">Where a run that outlives the agent is kept.</param>
    public ContainerSpec SpecOf(AgentAction.Start start, Func<string> runDirectory)
    {
        var executor = start.Executor;
        var command = executor.Info.Command;
        var outlives = Checkpoint && executor.Framework.Info.Checkpoint;
        return new ContainerSpec
        {
            Id = executor.Container,
            FrameworkId = executor.Framework.Id,
            ExecutorId = executor.Id,
            ExecutorName = executor.Info.Name,
            Source = executor.Info.Source,
            Command = command.Value,
            Arguments = command.Shell ? null : command.Arguments,
            Uris = command.Uris,
            Directory = executor.Sandbox.Directory,
            Environment = TaskEnvironment.Of(this, executor, start.Task),
            User = TaskUser.Of(executor.Framework.Info, command, SwitchUser, AgentUser),
            Resources = start.Resources,
            Container = executor.IsCommand ? start.Task.Container : executor.Info.Container,
            CommandContainer = command.Container,
            External = HasExternal ? ExternalOf(executor, start.Task) : null,
            Checkpoint = outlives,
            RunDirectory = outlives ? runDirectory() : null,
            RecoveryTimeout = RecoveryTimeout,
        };
    }

    private ExternalRequest ExternalOf(AgentExecutor executor, TaskInfo task) => new()
    {
        Task = executor.IsCommand ? task : null,
        Executor = executor.Info,
        SlaveId = task.SlaveId,
        SlavePid = AgentPid,
        Environment = TaskEnvironment.OfProgram(this, executor, task).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>What is checked of a task that runs, as if the task itself did it: where it is, who it is, with its variables.</summary>
    public HealthTarget TargetOf(AgentExecutor executor, AgentTask task) => new()
    {
        Check = HealthCheckKind.Of(task.Info)!,
        FirstAt = task.Health!.FirstAt,
        Interval = task.Health.Interval,
        Limit = task.Health.Limit,
        Directory = executor.Sandbox.Directory,
        Environment = TaskEnvironment.Of(this, executor, task.Info),
        User = TaskUser.Of(executor.Framework.Info, executor.Info.Command, SwitchUser, AgentUser),
    };

    /// <summary>What a restarted agent must know of a container to find it.</summary>
    public ContainerSpec SpecOf(FrameworkId framework, ExecutorInfo executor, ContainerId container, string runDirectory, string directory, Resources resources) =>
        new()
        {
            Id = container,
            FrameworkId = framework,
            ExecutorId = executor.ExecutorId,
            ExecutorName = executor.Name,
            Source = executor.Source,
            Command = "",
            Directory = directory,
            Environment = ImmutableSortedDictionary<string, string>.Empty,
            Resources = resources,
            Checkpoint = true,
            RunDirectory = runDirectory,
            RecoveryTimeout = RecoveryTimeout,
        };
}
