using MesosOrleans.Cli.Batch;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Batch;

/// <summary>What of a batch runs when, and what becomes of each line.</summary>
public sealed class BatchPlanTests
{
    private int _offers;

    [Fact]
    public void An_offer_takes_as_many_lines_as_fit_in_the_order_of_the_file()
    {
        var plan = Plan(lines: 5);
        var (tasks, _) = plan.Take(Offer("cpus:2.5;mem:1000"));
        Assert.Equal(["0001", "0002"], tasks.Select(task => task.TaskId.Value));
        Assert.Equal(["echo 1", "echo 2"], tasks.Select(task => task.Command!.Value));
        Assert.All(tasks, task => Assert.Equal(Resources.Parse("cpus:1;mem:100"), task.Resources));
        Assert.Equal((3, 2, 0), (plan.Waiting, plan.Live, plan.Ended));
    }

    [Fact]
    public void The_tasks_of_an_offer_never_use_more_than_it_holds()
    {
        var offer = Offer("cpus:0.3;mem:1000;ports:[1-9]", "cpus(ads):1.7");
        var (tasks, _) = Plan(lines: 9).Take(offer);
        Assert.Equal(2, tasks.Length);
        Assert.True(offer.Resources.Contains(tasks.Aggregate(Resources.Empty, (sum, task) => sum + task.Resources)));
    }

    [Fact]
    public void Never_more_run_at_once_than_jobs_and_the_rest_comes_back_soon()
    {
        var plan = Plan(lines: 5, jobs: 2);
        var (first, filters) = plan.Take(Offer("cpus:8;mem:1000"));
        Assert.Equal(2, first.Length);
        Assert.Equal(0, filters.RefuseSeconds);
        Assert.Empty(plan.Take(Offer("cpus:8;mem:1000")).Tasks);
        plan.Take(Ended("0001", TaskState.Finished));
        Assert.Equal(["0003"], plan.Take(Offer("cpus:8;mem:1000")).Tasks.Select(task => task.TaskId.Value));
    }

    [Fact]
    public void What_is_too_small_is_filtered_as_usual_and_what_nobody_needs_for_long()
    {
        var plan = Plan(lines: 2);
        Assert.Equal(Filters.Default, plan.Take(Offer("cpus:0.5;mem:1000")).Filters);
        Assert.Equal(BatchPlan.NotNeeded, plan.Take(Offer("cpus:8;mem:1000")).Filters);
        Assert.Equal(BatchPlan.NotNeeded, plan.Take(Offer("cpus:8;mem:1000")).Filters);
    }

    [Fact]
    public void A_line_ends_with_its_task_and_tells_code_time_and_slave()
    {
        var plan = Plan(lines: 1);
        plan.Take(Offer("cpus:1;mem:100"));
        Assert.Null(plan.Take(Status("0001", TaskState.Running, 100)));
        var over = Assert.IsType<BatchStep.Over>(plan.Take(Status("0001", TaskState.Failed, 102.5, "Command exited with status 3")));
        Assert.Equal(
            new BatchResult(new BatchLine(1, "echo 1"), new TaskId("0001"), TaskState.Failed, 3, 2.5, new SlaveId("S"), 1, "Command exited with status 3"),
            over.Result);
        Assert.False(over.Result.IsGood);
        Assert.True(plan.IsDone);
    }

    [Fact]
    public void A_failed_line_is_not_tried_again()
    {
        var plan = Plan(lines: 1);
        plan.Take(Offer("cpus:1;mem:100"));
        Assert.IsType<BatchStep.Over>(plan.Take(Ended("0001", TaskState.Failed)));
        Assert.Empty(plan.Take(Offer("cpus:1;mem:100")).Tasks);
    }

    [Fact]
    public void A_lost_line_is_tried_again_under_a_new_ID_after_those_that_wait()
    {
        var plan = Plan(lines: 3, retries: 1);
        plan.Take(Offer("cpus:1;mem:100"));
        var again = Assert.IsType<BatchStep.Again>(plan.Take(Ended("0001", TaskState.Lost)));
        Assert.Equal((1, 2, false), (again.Line.Number, again.Attempt, again.NeedsRevive));
        Assert.Equal(["0002", "0003", "0001-2"], plan.Take(Offer("cpus:9;mem:1000")).Tasks.Select(task => task.TaskId.Value));
        Assert.Null(plan.Take(Ended("0001", TaskState.Finished)));
        Assert.Equal(0, plan.Ended);
    }

    [Fact]
    public void A_lost_line_needs_a_revive_if_nothing_else_waited()
    {
        var plan = Plan(lines: 1);
        plan.Take(Offer("cpus:1;mem:100"));
        Assert.True(Assert.IsType<BatchStep.Again>(plan.Take(Ended("0001", TaskState.Lost))).NeedsRevive);
    }

    [Fact]
    public void A_line_that_is_lost_too_often_stays_lost()
    {
        var plan = Plan(lines: 1, retries: 2);
        foreach (var id in new[] { "0001", "0001-2" })
        {
            plan.Take(Offer("cpus:1;mem:100"));
            Assert.IsType<BatchStep.Again>(plan.Take(Ended(id, TaskState.Lost)));
        }

        plan.Take(Offer("cpus:1;mem:100"));
        var over = Assert.IsType<BatchStep.Over>(plan.Take(Ended("0001-3", TaskState.Lost)));
        Assert.Equal((TaskState.Lost, 3), (over.Result.State, over.Result.Attempts));
        Assert.True(plan.IsDone);
    }

    [Fact]
    public void Every_line_of_a_long_batch_ends_once_whatever_the_offers()
    {
        const int Lines = 10_000;
        var plan = Plan(Lines, jobs: 70);
        var ended = new List<int>();
        var running = new Queue<TaskId>();
        for (var turn = 0; !plan.IsDone; turn++)
        {
            foreach (var task in plan.Take(Offer($"cpus:{turn % 11};mem:1000")).Tasks)
            {
                running.Enqueue(task.TaskId);
            }

            Assert.InRange(plan.Live, 0, 70);
            for (var i = 0; i < 5 && running.TryDequeue(out var id); i++)
            {
                ended.Add(Assert.IsType<BatchStep.Over>(plan.Take(Ended(id.Value, TaskState.Finished))).Result.Line.Number);
            }
        }

        Assert.Equal(Enumerable.Range(1, Lines), ended.Order());
    }

    private static BatchPlan Plan(int lines, int? jobs = null, int retries = 3) => new(
        [.. Enumerable.Range(1, lines).Select(number => new BatchLine(number, $"echo {number}"))], Resources.Parse("cpus:1;mem:100"), jobs, retries);

    private static TaskStatus Ended(string task, TaskState state) => Status(task, state, 1);

    private static TaskStatus Status(string task, TaskState state, double timestamp, string? message = null) => new()
    {
        TaskId = new TaskId(task),
        State = state,
        Timestamp = timestamp,
        Message = message,
        SlaveId = new SlaveId("S"),
    };

    private Offer Offer(params string[] resources) => new()
    {
        Id = new OfferId($"O{++_offers}"),
        FrameworkId = new FrameworkId("F"),
        SlaveId = new SlaveId("S"),
        Hostname = "h",
        Resources = Resources.Parse(string.Join(';', resources)),
    };
}
