using System.Diagnostics;
using MesosOrleans.Protocol;
using MesosOrleans.Tracing;
using Xunit;

namespace MesosOrleans.Tests.Unit.Tracing;

public sealed class TaskTraceTests
{
    private static readonly FrameworkId Framework = new($"F-{Guid.NewGuid()}");
    private static readonly TaskId Id = new("t");

    [Fact]
    public void All_spans_of_a_task_are_in_one_trace_that_follows_from_its_ids()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);

        using (TaskTrace.Start("one", Framework, Id))
        {
            TaskTrace.Note("two", Framework, Id, TaskState.Running);
        }

        TaskTrace.Note("other", Framework, new TaskId("u"));

        Assert.Equal(["two", "one", "other"], spans.Select(span => span.OperationName));
        Assert.Equal(spans[0].TraceId, spans[1].TraceId);
        Assert.NotEqual(spans[0].TraceId, spans[2].TraceId);
        Assert.Equal((TaskTrace.ContextOf(Framework, Id).TraceId, TaskTrace.ContextOf(Framework, Id).SpanId), (spans[1].TraceId, spans[1].ParentSpanId));
        Assert.Equal((Framework.Value, "t", "TASK_RUNNING"), (spans[0].GetTagItem("mesos.framework_id"), spans[0].GetTagItem("mesos.task_id"), spans[0].GetTagItem("mesos.task_state")));
    }

    [Fact]
    public void The_ids_are_those_that_the_documentation_tells_how_to_make()
    {
        var context = TaskTrace.ContextOf(new FrameworkId("F"), new TaskId("t"));

        // printf F/t | sha256sum; the lowest bits of the first and of the seventeenth byte are set.
        Assert.Equal(("6d17591349f14808a01fa304be180ad6", "73b8c32b3781b24e"), (context.TraceId.ToHexString(), context.SpanId.ToHexString()));
    }

    [Fact]
    public void A_span_of_a_launch_lasts_until_the_task_runs_and_is_nobody_elses_parent()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        var launches = new LaunchSpans("launch");

        launches.Begin(Framework, Id);
        Assert.Null(Activity.Current);
        launches.Moved(Id, TaskState.Starting);
        Assert.Empty(spans);
        launches.Moved(Id, TaskState.Running);
        launches.Moved(Id, TaskState.Finished);

        Assert.Equal("TASK_RUNNING", Assert.Single(spans).GetTagItem("mesos.task_state"));
    }

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TaskTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            // Other tests run beside this one.
            ActivityStopped = span =>
            {
                if ((string?)span.GetTagItem("mesos.framework_id") == Framework.Value)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

/// <summary>Alone, since a listener of another test would be heard.</summary>
[Collection(nameof(SilentTraceTests)), CollectionDefinition(nameof(SilentTraceTests), DisableParallelization = true)]
public sealed class SilentTraceTests
{
    [Fact]
    public void Without_a_listener_nothing_is_traced_and_no_memory_is_used()
    {
        var (framework, task, launches) = (new FrameworkId("F"), new TaskId("t"), new LaunchSpans("launch"));
        Step(framework, task, launches);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Step(framework, task, launches);
        }

        Assert.False(TaskTrace.IsOn);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Step(FrameworkId framework, TaskId task, LaunchSpans launches)
    {
        using var span = TaskTrace.Start("one", framework, task);
        TaskTrace.Note("two", framework, task, TaskState.Running);
        launches.Begin(framework, task);
        launches.Moved(task, TaskState.Running);
    }
}
