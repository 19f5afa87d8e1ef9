using Microsoft.Extensions.Logging;

namespace MesosOrleans.Executors;

/// <summary>How an executor behaves beyond what its agent says.</summary>
public sealed record ExecutorOptions
{
    /// <summary>Null for the environment of this process.</summary>
    public ExecutorEnvironment? Environment { get; init; }

    /// <summary>How long it tries to subscribe for the first time; the agent ends it after <c>--executor_registration_timeout</c> anyhow.</summary>
    public TimeSpan FirstSubscriptionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Null for silence.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? Time { get; init; }
}
