using CsCheck;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class TaskSelectionTests
{
    [Theory]
    [InlineData(100, 0, false, "c b a none")]
    [InlineData(100, 0, true, "none a b c")]
    [InlineData(1, 1, false, "b")]
    [InlineData(2, 3, true, "c")]
    [InlineData(0, 0, true, "")]
    [InlineData(5, 9, true, "")]
    public void Tasks_stand_in_the_order_of_their_first_status_and_one_without_is_the_oldest(int limit, int offset, bool ascending, string expected)
    {
        var tasks = new TaskSelection(limit, offset, ascending);
        foreach (var (id, at) in (ReadOnlySpan<(string, double)>)[("b", 2), ("c", 3), ("a", 1)])
        {
            tasks.Add(AClusterView.Task("F", id, TaskState.Running, at));
        }

        tasks.Add(AClusterView.Task("F", "none", TaskState.Staging) with { Statuses = [] });

        Assert.Equal(expected, string.Join(' ', tasks.Shown().Select(task => task.TaskId.Value)));
    }

    [Fact]
    public void Of_many_it_shows_what_sorting_all_of_them_would() => Gen.Select(Gen.Int[0, 3000].Array[0, 5000], Gen.Int[0, 700], Gen.Int[0, 700], Gen.Bool).Sample(
        (times, limit, offset, ascending) =>
        {
            var all = times.Select((at, i) => AClusterView.Task("F", $"t{i:D5}", TaskState.Running, at)).ToArray();
            var tasks = new TaskSelection(limit, offset, ascending);
            foreach (var task in all)
            {
                tasks.Add(task);
            }

            var sorted = all.OrderBy(task => task.Statuses[0].Timestamp).ThenBy(task => task.TaskId.Value, StringComparer.Ordinal).ToArray();
            var expected = (ascending ? sorted : sorted.Reverse()).Skip(offset).Take(limit).Select(task => task.TaskId);
            return expected.SequenceEqual(tasks.Shown().Select(task => task.TaskId));
        },
        iter: 100);
}
