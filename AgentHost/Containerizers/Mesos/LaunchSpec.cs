namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A command to be run by a launcher of its own.</summary>
public sealed record LaunchSpec
{
    /// <summary>The program, looked up in the PATH of <see cref="Environment"/> unless it has a slash, and its arguments.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>All of it: nothing of the agent's own environment is added.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Appended to; relative to the working directory unless absolute.</summary>
    public required string StdoutPath { get; init; }

    public required string StderrPath { get; init; }

    /// <summary>
    /// What the tree gets between SIGTERM and SIGKILL when nobody says it: after the recovery timeout, or when the launcher gets a SIGTERM.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the command outlives the agent. Needs a <see cref="StatusFile"/>.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>How long a checkpointing command goes on without an agent.</summary>
    public TimeSpan RecoveryTimeout { get; init; }

    /// <summary>
    /// Where the launcher leaves how a checkpointing command ended: <c>exited RAWSTATUS</c> or <c>failed ERRNO MESSAGE</c>.
    /// </summary>
    public string? StatusFile { get; init; }
}
