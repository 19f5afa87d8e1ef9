using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.HealthChecks;

/// <summary>Finds out whether running tasks are well.</summary>
internal interface IHealthChecker
{
    /// <summary>Checks a task from now on, one check after the other, until the answer is disposed. Nothing is reported after that, except for what is being told at this moment.</summary>
    /// <param name="target">What to check.</param>
    /// <param name="report">Hears after each check what is wrong, or null; must not block.</param>
    IAsyncDisposable Start(HealthTarget target, Action<string?> report);
}

/// <summary>A running task with its check.</summary>
internal sealed record HealthTarget
{
    /// <summary>One that <see cref="HealthCheckKind.Problem"/> has nothing against.</summary>
    public required HealthCheck Check { get; init; }

    /// <summary>When the first check begins; perhaps in the past.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>From the end of a check to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long one check may take; null for no limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Full path of the sandbox, in which a command runs.</summary>
    public required string Directory { get; init; }

    /// <summary>All variables of the task; a command gets them, its own over them.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Who the task runs as; null is the agent's own user.</summary>
    public string? User { get; init; }
}
