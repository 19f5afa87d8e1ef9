using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.HealthChecks;

/// <summary>Finds out whether running tasks are well.</summary>
internal interface IHealthChecker
{
    /// <summary>
    /// Checks a task from now on, one check after the other, until the answer is disposed. A verdict never comes after that, except for one that is
    /// being told at this moment; after one that ends the task there is no other.
    /// </summary>
    /// <param name="target">What to check.</param>
    /// <param name="report">Hears what is to be told and done; must not block.</param>
    IAsyncDisposable Start(HealthTarget target, Action<HealthVerdict> report);
}

/// <summary>A running task with its check.</summary>
internal sealed record HealthTarget
{
    /// <summary>One that <see cref="HealthCheckKind.Problem"/> has nothing against.</summary>
    public required HealthCheck Check { get; init; }

    /// <summary>Full path of the sandbox, in which a command runs.</summary>
    public required string Directory { get; init; }

    /// <summary>All variables of the task; a command gets them, its own over them.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Who the task runs as; null is the agent's own user.</summary>
    public UserAccount? Account { get; init; }
}
