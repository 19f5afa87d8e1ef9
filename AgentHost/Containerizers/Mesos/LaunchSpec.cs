namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A command to be run by a launcher of its own.</summary>
internal sealed record LaunchSpec
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

    /// <summary>Where a restarted agent finds a command that outlives the agent; null for one that ends with it.</summary>
    public RunDirectory? RunDirectory { get; init; }

    /// <summary>How long a command that outlives the agent goes on without one.</summary>
    public TimeSpan RecoveryTimeout { get; init; }

    /// <summary>Who it runs as; null for the agent's own user.</summary>
    public UserAccount? Account { get; init; }

    /// <summary>What its isolators want.</summary>
    public LaunchIsolation Isolation { get; init; } = LaunchIsolation.None;
}
