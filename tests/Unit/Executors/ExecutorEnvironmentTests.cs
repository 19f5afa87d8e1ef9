using MesosOrleans.Executors;
using Xunit;

namespace MesosOrleans.Tests.Unit.Executors;

public sealed class ExecutorEnvironmentTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["MESOS_FRAMEWORK_ID"] = "f",
        ["MESOS_EXECUTOR_ID"] = "e",
        ["MESOS_SLAVE_PID"] = "slave(1)@10.0.0.1:5051",
        ["MESOS_SANDBOX"] = "/box",
        ["MESOS_CHECKPOINT"] = "1",
        ["MESOS_RECOVERY_TIMEOUT"] = "3mins",
        ["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = "7secs",
        ["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = "500ms",
    };

    [Fact]
    public void The_environment_says_all_there_is_to_know()
    {
        var read = Read(Variables);

        Assert.Equal(("f", "e", "10.0.0.1:5051", "/box", true), (read.FrameworkId.Value, read.ExecutorId.Value, read.AgentEndpoint, read.Directory, read.Checkpoint));
        Assert.Equal((3, 7, 500), (read.RecoveryTimeout.TotalMinutes, read.ShutdownGracePeriod.TotalSeconds, read.SubscriptionBackoffMax.TotalMilliseconds));
    }

    [Fact]
    public void The_endpoint_counts_before_the_pid() =>
        Assert.Equal("10.0.0.2:1", Read(new(Variables) { ["MESOS_AGENT_ENDPOINT"] = "10.0.0.2:1" }).AgentEndpoint);

    [Theory, InlineData("MESOS_FRAMEWORK_ID"), InlineData("MESOS_EXECUTOR_ID"), InlineData("MESOS_SLAVE_PID")]
    public void What_is_missing_is_named(string name)
    {
        var variables = new Dictionary<string, string>(Variables);
        variables.Remove(name);

        Assert.Contains(name, Assert.Throws<NotAnExecutorException>(() => Read(variables)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_duration_is_named() => Assert.Contains(
        "MESOS_RECOVERY_TIMEOUT=soon", Assert.Throws<NotAnExecutorException>(() => Read(new(Variables) { ["MESOS_RECOVERY_TIMEOUT"] = "soon" })).Message, StringComparison.Ordinal);

    /// <summary>A socket's path has at most 107 bytes, and sandboxes lie deep.</summary>
    [Fact]
    public void A_socket_that_lies_deep_is_named_from_the_working_directory()
    {
        var deep = "/" + new string('d', 150);
        var environment = Read(new(Variables) { ["MESOS_SANDBOX"] = deep, ["MESOS_EXECUTOR_SOCKET"] = "executor.sock" });

        Assert.Equal("executor.sock", environment.SocketPath(deep));
        Assert.Null(environment.SocketPath("/elsewhere"));
        Assert.Equal("/box/executor.sock", Read(new(Variables) { ["MESOS_EXECUTOR_SOCKET"] = "executor.sock" }).SocketPath("/elsewhere"));
    }

    private static ExecutorEnvironment Read(Dictionary<string, string> variables) => ExecutorEnvironment.Read(name => variables.GetValueOrDefault(name));
}
