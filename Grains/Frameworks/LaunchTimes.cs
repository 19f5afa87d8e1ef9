using System.Diagnostics.Metrics;
using MesosOrleans.Protocol;
using MesosOrleans.Tracing;

namespace MesosOrleans.Frameworks;

/// <summary>How long the tasks of one framework take from their launch until they run, as a histogram and as spans. Does nothing while nobody wants to know.</summary>
public sealed class LaunchTimes(Histogram<double> histogram, TimeProvider time)
{
    private readonly LaunchSpans _spans = new("framework.launch");
    private readonly Dictionary<TaskId, long> _sent = [];

    /// <summary>A task has come (<paramref name="from"/> is null), or went from one state to another.</summary>
    public void Moved(TaskState? from, TaskSummary task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (from is null && task.State == TaskState.Staging)
        {
            _spans.Begin(task.FrameworkId, task.TaskId);
            if (histogram.Enabled)
            {
                _sent[task.TaskId] = time.GetTimestamp();
            }
        }
        else
        {
            _spans.Moved(task.TaskId, task.State);
            TaskTrace.Note("framework.update", task.FrameworkId, task.TaskId, task.State);
        }

        if (from is not null && task.State is not (TaskState.Staging or TaskState.Starting) && _sent.Remove(task.TaskId, out var sent) && task.State == TaskState.Running)
        {
            histogram.Record(time.GetElapsedTime(sent).TotalSeconds);
        }
    }
}
