namespace MesosOrleans.AgentHost.Executors;

/// <summary>What the machine must know of the agent.</summary>
internal sealed record AgentRules
{
    /// <summary>Full path.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary><c>--checkpoint</c>: state of checkpointing frameworks is kept for the next process.</summary>
    public bool Checkpoint { get; init; } = true;

    /// <summary><c>--executor_registration_timeout</c>.</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>--executor_reregistration_timeout</c>.</summary>
    public TimeSpan ReregistrationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>--executor_shutdown_grace_period</c>.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether containers may be an external program's: then the executor of a command task may be a process, which subscribes.</summary>
    public bool HasExternal { get; init; }
}
