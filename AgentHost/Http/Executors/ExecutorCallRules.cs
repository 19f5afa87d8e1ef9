using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Http.Executors;

/// <summary>
/// What a call of an executor must hold (section 7 of the facts on the v1 API; Mesos 1.x <c>src/slave/validation.cpp</c>). The first objection counts, so the order
/// is part of the rule.
/// </summary>
internal static class ExecutorCallRules
{
    private const int UuidBytes = 16;

    private static readonly ImmutableArray<Func<ExecutorCall, string?>> Rules =
    [
        call => call.Type is null ? Expecting("type") : null,
        call => call is { Type: ExecutorCallType.Subscribe, Subscribe: null } ? Expecting("subscribe") : null,
        call => call is { Type: ExecutorCallType.Update, Update: null } ? Expecting("update") : null,
        call => OfUpdate(call, status => status.Uuid.IsEmpty ? Expecting("uuid") : null),
        call => OfUpdate(call, status => status.Uuid.Length != UuidBytes ? $"Not a valid UUID: expected {UuidBytes} bytes and not {status.Uuid.Length}" : null),
        call => OfUpdate(call, status => status.ExecutorId is { } executor && executor != call.ExecutorId
            ? $"ExecutorID in Call: {call.ExecutorId} does not match ExecutorID in TaskStatus: {executor}"
            : null),
        call => OfUpdate(call, status => status.Source != TaskStatusSource.Executor
            ? $"Received Call from executor {call.ExecutorId} of framework {call.FrameworkId} with invalid source, expecting 'SOURCE_EXECUTOR'"
            : null),
        call => OfUpdate(call, status => status.State == TaskState.Staging
            ? $"Received TASK_STAGING from executor {call.ExecutorId} of framework {call.FrameworkId} which is not allowed"
            : null),
        call => call is { Type: ExecutorCallType.Message, Message: null } ? Expecting("message") : null,
        call => call is { Type: ExecutorCallType.Subscribe, Subscribe: { } subscribe } && subscribe.UnacknowledgedUpdates.Any(update => update.Status.Uuid.Length != UuidBytes)
            ? $"Not a valid UUID in 'subscribe.unacknowledged_updates': expected {UuidBytes} bytes"
            : null,
    ];

    /// <summary>Why the call is refused, as the executor is told; null if it is not.</summary>
    public static string? Objection(ExecutorCall call)
    {
        foreach (var rule in Rules)
        {
            if (rule(call) is { } objection)
                return $"Failed to validate Executor::Call: {objection}";
        }
        return null;
    }

    /// <summary>An update of a valid call on its way to the framework.</summary>
    /// <param name="call">Whose it is.</param>
    /// <param name="update">With a UUID of 16 bytes.</param>
    /// <param name="now">When it came: what it is dated if the executor does not say.</param>
    public static StatusUpdate Update(ExecutorCall call, ExecutorUpdate update, DateTimeOffset now)
    {
        var timestamp = update.Status.Timestamp > 0 ? update.Status.Timestamp : now.ToUnixTimeMilliseconds() / 1000.0;
        return new StatusUpdate
        {
            FrameworkId = call.FrameworkId,
            ExecutorId = call.ExecutorId,
            Uuid = new Guid(update.Status.Uuid.AsSpan(), bigEndian: true),
            Timestamp = timestamp,
            // The update's own UUID names it from here on.
            Status = update.Status with { ExecutorId = call.ExecutorId, Source = TaskStatusSource.Executor, Timestamp = timestamp, Uuid = [] },
        };
    }

    private static string? OfUpdate(ExecutorCall call, Func<TaskStatus, string?> rule) =>
        call is { Type: ExecutorCallType.Update, Update: { } update } ? rule(update.Status) : null;

    private static string Expecting(string field) => $"Expecting '{field}' to be present";
}
