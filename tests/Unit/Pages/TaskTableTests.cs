using CsCheck;
using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Pages;

public sealed class TaskTableTests
{
    private static readonly TaskRow[] Rows =
    [
        new(AClusterView.Task("F1", "web-1", TaskState.Running, 10), "shop", "h1"),
        new(AClusterView.Task("F1", "web-2", TaskState.Finished, 30), "shop", "h2"),
        new(AClusterView.Task("F2", "db", TaskState.Running, 20), "Store", "h1"),
        new(AClusterView.Task("F2", "new", TaskState.Staging) with { Statuses = [] }, "Store", "h1"),
    ];

    [Theory]
    [InlineData("", null, null, null, false, "new web-2 db web-1")]
    [InlineData("WEB", null, null, null, false, "web-2 web-1")]
    [InlineData("store h1 d", null, null, null, false, "db")]
    [InlineData("", "running", null, null, false, "db web-1")]
    [InlineData("", null, "F2", "task", false, "db new")]
    [InlineData("", null, null, "task", true, "web-2 web-1 new db")]
    [InlineData("", null, null, "host", false, "web-1 db new web-2")]
    [InlineData("nothing", null, null, null, false, "")]
    [InlineData("", "7", null, null, false, "new web-2 db web-1")]
    public void Tasks_are_searched_filtered_and_sorted(string search, string? state, string? framework, string? sort, bool descending, string expected)
    {
        var query = new TaskQuery { Search = search, State = TaskQuery.StateOf(state), Framework = framework, Sorting = new Sorting(sort, descending) };

        Assert.Equal(expected, string.Join(' ', TaskTable.Select(Rows, query).Select(row => row.Task.TaskId)));
    }

    [Fact]
    public void The_counts_of_the_states_are_those_of_the_search_whichever_state_is_chosen()
    {
        var counts = TaskTable.Count(Rows, new TaskQuery { Search = "shop", State = TaskState.Lost });

        Assert.Equal((1, 1, 0), (counts[TaskState.Running], counts[TaskState.Finished], counts.GetValueOrDefault(TaskState.Staging)));
    }

    [Fact]
    public void Sorting_keeps_all_rows_and_the_order_of_equal_ones() => Gen.Int[0, 5].Array[0, 60].Sample(names =>
    {
        TaskRow[] rows = [.. names.Select((name, i) => new TaskRow(AClusterView.Task("F", $"t{i}", TaskState.Running), $"f{name}", ""))];
        var sorted = TaskTable.Select(rows, new TaskQuery { Sorting = new Sorting("framework", false) });
        return sorted.Select(row => row.Task.TaskId).SequenceEqual(rows.OrderBy(row => row.Framework, StringComparer.Ordinal).Select(row => row.Task.TaskId));
    });

    [Fact]
    public void A_click_sorts_a_second_one_turns_and_a_third_one_forgets()
    {
        var (text, number) = (TaskTable.Columns[0], TaskTable.Columns[^1]);

        Assert.Equal(new Sorting("task", false), default(Sorting).Click(text));
        Assert.Equal(new Sorting("task", true), default(Sorting).Click(text).Click(text));
        Assert.Equal(default, default(Sorting).Click(text).Click(text).Click(text));
        Assert.Equal(new Sorting("since", true), default(Sorting).Click(number));
        Assert.Equal(new Sorting("since", false), default(Sorting).Click(number).Click(number));
    }

    [Fact]
    public void A_hundred_thousand_tasks_are_selected_from()
    {
        TaskRow[] rows = [.. Enumerable.Range(0, 100_000).Select(i => new TaskRow(AClusterView.Task("F", $"task-{i * 7919 % 100_000:D6}", (TaskState)(i % 7), i), "shop", $"h{i % 50}"))];

        var sorted = TaskTable.Select(rows, new TaskQuery { Sorting = new Sorting("task", false) });
        var found = TaskTable.Select(rows, new TaskQuery { Search = "task-0123 h1", State = TaskState.Running, Sorting = new Sorting("host", true) });

        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => $"task-{i:D6}"), sorted.Select(row => row.Task.TaskId.Value));
        Assert.All(found, row => Assert.Equal(TaskState.Running, row.Task.State));
        Assert.Equal(rows.Count(row => row.Task.TaskId.Value.Contains("task-0123") && row.Host.Contains("h1") && row.Task.State == TaskState.Running), found.Count);
        Assert.NotEmpty(found);
    }
}
