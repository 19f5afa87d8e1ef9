using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MesosOrleans.Protocol;

namespace MesosOrleans.Tracing;

/// <summary>
/// The way of a task through the cluster as one trace: launch, framework, slave, agent, fork, and its updates back. The trace's ID follows from those of framework and task, so nothing travels with a message, every
/// part finds its place by itself, and a trace goes on after the loss of any silo or agent. Its spans stand side by side: all name one parent that follows from the task too and is no span itself.
/// Without a listener a call costs a look at a field, and no memory.
/// </summary>
public static class TaskTrace
{
    /// <summary>The source that a process listens to: <c>AddSource(TaskTrace.SourceName)</c>.</summary>
    public const string SourceName = "MesosOrleans.Tasks";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>True while somebody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Begins a span that its caller disposes; null without a listener.</summary>
    /// <param name="step">What is done, such as <c>agent.fork</c>.</param>
    /// <param name="framework">Whose task.</param>
    /// <param name="task">Which.</param>
    public static Activity? Start(string step, FrameworkId framework, TaskId task) =>
        Source.HasListeners() ? StartListened(step, framework, task) : null;

    /// <summary>A span of no duration: something has happened.</summary>
    /// <param name="step">What.</param>
    /// <param name="framework">Whose task.</param>
    /// <param name="task">Which.</param>
    /// <param name="state">That it has come into; null if it is not about that.</param>
    public static void Note(string step, FrameworkId framework, TaskId task, TaskState? state = null)
    {
        if (Source.HasListeners())
        {
            using var span = StartListened(step, framework, task);
            if (state is { } known)
            {
                span?.SetTag("mesos.task_state", known.WireName());
            }
        }
    }

    /// <summary>Begins a span that outlives the caller, who calls <see cref="End"/>; what the caller does next is not part of it.</summary>
    public static Activity? Begin(string step, FrameworkId framework, TaskId task)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var around = Activity.Current;
        var span = StartListened(step, framework, task);
        Activity.Current = around;
        return span;
    }

    /// <summary>Ends a span that was begun elsewhere.</summary>
    public static void End(Activity? span)
    {
        if (span is not null)
        {
            var around = Activity.Current;
            span.Dispose();
            Activity.Current = around;
        }
    }

    /// <summary>The trace of a task, and the parent that its spans name: the first 16 and the next 8 bytes of the SHA-256 of <c>FRAMEWORK/TASK</c>, the lowest bit of each set.</summary>
    public static ActivityContext ContextOf(FrameworkId framework, TaskId task)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{framework.Value}/{task.Value}"), hash);
        // Neither may be all zeros, by the standard.
        hash[0] |= 1;
        BinaryPrimitives.WriteUInt64LittleEndian(hash[16..], BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]) | 1);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash[..16]), ActivitySpanId.CreateFromBytes(hash[16..24]), ActivityTraceFlags.Recorded, isRemote: true);
    }

    private static Activity? StartListened(string step, FrameworkId framework, TaskId task)
    {
        var span = Source.StartActivity(step, ActivityKind.Internal, ContextOf(framework, task));
        span?.SetTag("mesos.framework_id", framework.Value);
        span?.SetTag("mesos.task_id", task.Value);
        return span;
    }
}
