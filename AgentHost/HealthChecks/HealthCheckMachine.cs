using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.HealthChecks;

/// <summary>What the checks of a task have shown.</summary>
/// <param name="IsHealthy">For the status update.</param>
/// <param name="IsKill">The task shall be ended because of it.</param>
/// <param name="Message">For people: what the last check has found.</param>
internal sealed record HealthVerdict(bool IsHealthy, bool IsKill, string Message);

/// <summary>
/// Judges the results of a task's health checks. Mesos 0.19 declares them and runs none; the rules are those of its later versions
/// (<c>src/checks/health_checker.cpp</c>): a success is told when it is the first, or the first after a failure; each failure is told, unless the
/// task is in its grace period and was never well; and the last of so many failures in a row ends the task.
/// </summary>
/// <param name="check">With delays in seconds.</param>
/// <param name="started">When the task was started.</param>
internal sealed class HealthCheckMachine(HealthCheck check, DateTimeOffset started)
{
    private uint _failures;
    private bool _wasWell;

    /// <summary>When the first check begins.</summary>
    public DateTimeOffset FirstAt => started + Seconds(check.DelaySeconds);

    /// <summary>From the end of a check to the next; not so short that the checks are a load of their own.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(Math.Max(IntervalMin, Seconds(check.IntervalSeconds).TotalSeconds));

    /// <summary>How long one check may take; null for no limit.</summary>
    public TimeSpan? Limit => check.TimeoutSeconds > 0 ? Seconds(check.TimeoutSeconds) : null;

    /// <summary>Why the task shall end; null unless too many checks in a row have failed. The last word.</summary>
    public string? EndReason { get; private set; }

    /// <summary>A check has ended.</summary>
    /// <param name="problem">What it has found wrong; null if all is well.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is to be told; null for nothing.</returns>
    public HealthVerdict? Checked(string? problem, DateTimeOffset now)
    {
        if (problem is null)
        {
            var isNews = !_wasWell || _failures > 0;
            _wasWell = true;
            _failures = 0;
            return isNews ? new HealthVerdict(IsHealthy: true, IsKill: false, "Health check passed") : null;
        }

        if (!_wasWell && now - started <= Seconds(check.GracePeriodSeconds))
        {
            return null;
        }

        var message = $"Health check failed {_failures + 1} times in a row: {problem}";
        Told(isHealthy: false, message);
        return new HealthVerdict(IsHealthy: false, EndReason is not null, message);
    }

    /// <summary>A former process of the agent has told this: the count goes on from there.</summary>
    public void Told(bool isHealthy, string message)
    {
        if (isHealthy)
        {
            (_wasWell, _failures) = (true, 0);
            return;
        }

        _failures++;
        if (_failures >= check.Failures)
        {
            EndReason ??= message;
        }
    }

    // Frameworks write what they like; a timer takes at most so much.
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, SecondsMax));

    private const double SecondsMax = 28 * 24 * 3600;

    private const double IntervalMin = 0.1;
}
