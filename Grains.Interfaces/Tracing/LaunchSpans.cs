using System.Diagnostics;
using MesosOrleans.Protocol;

namespace MesosOrleans.Tracing;

/// <summary>The spans of tasks from their launch until they are known to run, or to have ended. Empty without a listener. Not safe for several threads.</summary>
/// <param name="step">What the spans are called.</param>
public sealed class LaunchSpans(string step)
{
    private readonly Dictionary<TaskId, Activity> _spans = [];

    /// <summary>A task is launched.</summary>
    public void Begin(FrameworkId framework, TaskId task)
    {
        if (TaskTrace.Begin(step, framework, task) is { } span)
        {
            _spans[task] = span;
        }
    }

    /// <summary>A task has come into a state.</summary>
    public void Moved(TaskId task, TaskState state)
    {
        if (_spans.Count > 0 && state is not (TaskState.Staging or TaskState.Starting) && _spans.Remove(task, out var span))
        {
            span.SetTag("mesos.task_state", state.WireName());
            TaskTrace.End(span);
        }
    }
}
