using System.Globalization;
using System.Text;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

namespace MesosOrleans.Executors;

/// <summary>This process was not started as an executor: a variable that the agent sets is missing or malformed. The message names it.</summary>
public sealed class NotAnExecutorException(string message) : Exception(message);

/// <summary>What an agent tells an executor in its environment (rules 14.1 and 15.1; section 7 of the facts on the v1 API).</summary>
public sealed record ExecutorEnvironment
{
    /// <summary>What connects to a socket takes so many bytes of a path.</summary>
    private const int SocketPathMax = 107;

    /// <summary>Whose executor this is.</summary>
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>Which executor this is.</summary>
    public required ExecutorId ExecutorId { get; init; }

    /// <summary>The agent's HTTP address, <c>ip:port</c>.</summary>
    public required string AgentEndpoint { get; init; }

    /// <summary>The agent's Unix socket, relative to the sandbox; null if there is none.</summary>
    public string? AgentSocket { get; init; }

    /// <summary>The sandbox.</summary>
    public string Directory { get; init; } = ".";

    /// <summary>True if the executor shall outlive the agent's process and wait for the next one.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>How long it waits for an agent that is gone.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest pause between two attempts to subscribe.</summary>
    public TimeSpan SubscriptionBackoffMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it has to end after it was told to.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the socket is, as short as it can be said; null without one, or if no path to it is short enough.</summary>
    public string? SocketPath(string workingDirectory)
    {
        if (string.IsNullOrEmpty(AgentSocket))
            return null;
        var full = Path.GetFullPath(Path.Combine(Directory, AgentSocket), workingDirectory);
        var relative = Path.GetRelativePath(workingDirectory, full);
        return new[] { full, relative }.FirstOrDefault(path => Encoding.UTF8.GetByteCount(path) <= SocketPathMax);
    }

    /// <summary>Reads the environment of this process.</summary>
    /// <exception cref="NotAnExecutorException">It is not that of an executor.</exception>
    public static ExecutorEnvironment Read() => Read(Environment.GetEnvironmentVariable);

    /// <summary>Reads an environment.</summary>
    /// <param name="variable">The value of a name, or null.</param>
    /// <exception cref="NotAnExecutorException">It is not that of an executor.</exception>
    public static ExecutorEnvironment Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var fallback = new ExecutorEnvironment { FrameworkId = default, ExecutorId = default, AgentEndpoint = "" };
        return new ExecutorEnvironment
        {
            FrameworkId = new FrameworkId(Required("MESOS_FRAMEWORK_ID")),
            ExecutorId = new ExecutorId(Required("MESOS_EXECUTOR_ID")),
            AgentEndpoint = Endpoint(),
            AgentSocket = variable("MESOS_EXECUTOR_SOCKET"),
            Directory = variable("MESOS_SANDBOX") ?? variable("MESOS_DIRECTORY") ?? fallback.Directory,
            Checkpoint = variable("MESOS_CHECKPOINT") == "1",
            RecoveryTimeout = Duration("MESOS_RECOVERY_TIMEOUT", fallback.RecoveryTimeout),
            SubscriptionBackoffMax = Duration("MESOS_SUBSCRIPTION_BACKOFF_MAX", fallback.SubscriptionBackoffMax),
            ShutdownGracePeriod = Duration("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", fallback.ShutdownGracePeriod),
        };

        string Required(string name) => variable(name) is { Length: > 0 } value
            ? value
            : throw new NotAnExecutorException($"{name} is not set: an agent sets it when it starts this program as a task's executor");

        // An agent of Mesos 0.x says slave(1)@ip:port only.
        string Endpoint() => variable("MESOS_AGENT_ENDPOINT") is { Length: > 0 } endpoint ? endpoint : Required("MESOS_SLAVE_PID").Split('@')[^1];

        TimeSpan Duration(string name, TimeSpan missing)
        {
            if (variable(name) is not { Length: > 0 } text)
                return missing;
            try
            {
                return DurationText.Parse(text);
            }
            catch (FormatException e)
            {
                throw new NotAnExecutorException(string.Create(CultureInfo.InvariantCulture, $"{name}={text}: {e.Message}"));
            }
        }
    }
}
