using MesosOrleans.Cli.Batch;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Batch;

/// <summary>How a batch is summed up.</summary>
public sealed class BatchSummaryTests
{
    private static readonly BatchResult Good =
        new(new BatchLine(2, "echo\tb"), new TaskId("0002"), TaskState.Finished, 0, 0.254, new SlaveId("S1"), 1, "Command exited with status 0");

    private static readonly BatchResult Bad =
        new(new BatchLine(10, "exit 3"), new TaskId("0010-2"), TaskState.Failed, 3, 12, new SlaveId("S2"), 2, "Command exited with status 3");

    private static readonly BatchResult Lost = new(new BatchLine(11, "true"), new TaskId("0011"), TaskState.Lost, null, null, null, 4, null);

    [Fact]
    public void A_short_batch_lists_each_line_in_order_with_the_totals() => Assert.Equal(
        """
        LINE  STATE                    EXIT  SECONDS  SLAVE  COMMAND
        2     TASK_FINISHED            0     0.25     S1     echo b
        10    TASK_FAILED (attempt 2)  3     12.00    S2     exit 3
        11    TASK_LOST (attempt 4)    -     -        -      true
        3 tasks: 1 finished, 2 failed; 1.5 s; outputs in /out

        """,
        BatchSummary.Render([Lost, Bad, Good], 3, "/out", 1.52, Paint.Off));

    [Fact]
    public void A_long_batch_lists_only_what_did_not_finish()
    {
        var results = Enumerable.Range(1, 500).Select(number => Good with { Line = new BatchLine(number, "true") }).Append(Bad).ToList();
        var text = BatchSummary.Render(results, 501, "/out", 2, Paint.Off);
        Assert.Equal(
            """
            LINE  STATE                    EXIT  SECONDS  SLAVE  COMMAND
            10    TASK_FAILED (attempt 2)  3     12.00    S2     exit 3
            501 tasks: 500 finished, 1 failed; 2.0 s; outputs in /out

            """,
            text);
    }

    [Fact]
    public void Of_many_failures_some_are_shown_and_the_rest_is_counted()
    {
        var results = Enumerable.Range(1, 500).Select(number => Bad with { Line = new BatchLine(number, "false") }).ToList();
        var lines = BatchSummary.Render(results, 500, "/out", 2, Paint.Off).TrimEnd().Split('\n');
        Assert.Equal(1 + BatchSummary.ListedMax + 2, lines.Length);
        Assert.Equal("… and 450 more that did not finish, see summary.tsv", lines[^2]);
    }

    [Fact]
    public void A_batch_that_was_interrupted_says_how_many_lines_did_not_run() =>
        Assert.EndsWith("4 tasks: 1 finished, 0 failed, 3 not run to the end; 1.0 s; outputs in /out\n",
            BatchSummary.Render([Good], 4, "/out", 1, Paint.Off), StringComparison.Ordinal);

    [Fact]
    public void A_line_without_its_output_is_no_good_line()
    {
        var text = BatchSummary.Render([Good with { OutputProblem = "the agent is gone" }], 1, "/out", 1, Paint.Off);
        Assert.Contains("line 2: no output: the agent is gone\n1 tasks: 0 finished, 1 failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_for_programs_has_every_line_and_no_cell_breaks_a_row() => Assert.Equal(
        "line\tstate\texit\tseconds\tslave\tattempts\tmessage\tcommand\n"
        + "2\tTASK_FINISHED\t0\t0.25\tS1\t1\tCommand exited with status 0\techo b\n"
        + "11\tTASK_LOST\t-\t-\t-\t4\t\ttrue\n",
        BatchSummary.RenderTsv([Lost, Good]));
}
