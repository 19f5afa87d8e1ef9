using System.Globalization;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

[Collection(SharedLocalCluster.Name)]
public sealed class BatchTests(LocalCluster cluster) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Commands => Path.Combine(_folder.Path, "commands");

    private string Out => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_line_becomes_a_task_whose_output_lies_under_the_lines_number()
    {
        const int Lines = 200;
        await File.WriteAllLinesAsync(Commands, Enumerable.Range(1, Lines).Select(line => $"echo line {line}; echo {line} >&2"));

        var answer = await Batch(Commands);

        Assert.Equal(0, answer.Code);
        Assert.Contains("200 tasks: 200 finished, 0 failed", answer.Printed, StringComparison.Ordinal);
        for (var line = 1; line <= Lines; line++)
        {
            Assert.Equal($"line {line}\n", await Written(line, "out"));
            Assert.Equal($"{line}\n", await Written(line, "err"));
        }

        var rows = await Summary();
        Assert.Equal(Enumerable.Range(1, Lines), rows.Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)));
        Assert.All(rows, row => Assert.Equal(["TASK_FINISHED", "0"], row[1..3]));
    }

    [Fact]
    public async Task Lines_that_no_agent_could_run_at_once_run_at_once_on_both()
    {
        // Neither end of a pipe opens before the other.
        var pipe = Path.Combine(_folder.Path, "pipe");
        await File.WriteAllLinesAsync(Commands, [$"mkfifo {pipe}; echo met > {pipe}", $"mkfifo {pipe}; cat {pipe}"]);

        var answer = await Mesos.Run("batch", $"--master={cluster.Master}", "--cpus=5", "--mem=16", $"--out={Out}", Commands);

        Assert.Equal(0, answer.Code);
        Assert.Equal("met\n", await Written(2, "out"));
        Assert.Equal(2, (await Summary()).Select(row => row[4]).Distinct().Count());
    }

    [Fact]
    public async Task A_line_that_fails_is_named_and_the_others_run_to_their_end()
    {
        await File.WriteAllLinesAsync(Commands, ["echo one", "# a remark", "", "exit 3", "no-such-command-here", "echo five"]);

        var answer = await Batch(Commands);

        Assert.Equal(1, answer.Code);
        Assert.Contains("4 tasks: 2 finished, 2 failed", answer.Printed, StringComparison.Ordinal);
        Assert.Equal(
            ["1 TASK_FINISHED 0", "4 TASK_FAILED 3", "5 TASK_FAILED 127", "6 TASK_FINISHED 0"],
            (await Summary()).Select(row => string.Join(' ', row[..3])));
        Assert.Equal("five\n", await Written(6, "out"));
    }

    [Fact]
    public async Task An_interrupt_kills_what_runs_and_leaves_a_summary_of_what_has_ended()
    {
        var mark = TaskProcesses.Mark();
        await File.WriteAllLinesAsync(Commands, ["echo done", .. Enumerable.Repeat($"sleep 600; echo {mark}", 3)]);
        await using var command = TestProgram.Start("Cli", Arguments(Commands, "--jobs=3"));
        // The third sleeper gets its turn only after the first line has ended.
        await Eventually.Holds("three lines run", () => TaskProcesses.With(mark).Count >= 3);
        await Eventually.Holds("the output of the first line is here", () => File.Exists(Path.Combine(Out, "0001.out")));

        command.Signal("INT");

        Assert.Equal(130, await command.Exit());
        await Eventually.Holds("no process of the batch is left", () => TaskProcesses.With(mark).Count == 0);
        Assert.Equal(["1", "TASK_FINISHED"], Assert.Single(await Summary(), row => row[0] == "1")[..2]);
        Assert.Contains("not run to the end", command.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_read_from_standard_input()
    {
        await using var command = await TestProgram.StartWithInput("Cli", "echo first\necho second\n", Arguments("-"));

        Assert.Equal(0, await command.Exit());
        Assert.Equal("second\n", await Written(2, "out"));
    }

    [Theory]
    [InlineData(null, "cannot read")]
    [InlineData("", "has no commands")]
    [InlineData("# nothing\n\n", "has no commands")]
    [InlineData("echo one\necho t\0wo\n", "line 2 has a NUL byte")]
    public async Task A_file_that_holds_no_commands_is_refused_by_name_and_leaves_nothing_behind(string? content, string reason)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(Commands, content);
        }

        var answer = await Batch(Commands);

        Assert.Equal(2, answer.Code);
        Assert.Contains(Commands, answer.Errors, StringComparison.Ordinal);
        Assert.Contains(reason, answer.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task A_directory_is_refused_as_what_it_is()
    {
        var answer = await Batch(_folder.Path);

        Assert.Equal(2, answer.Code);
        Assert.Contains($"{_folder.Path}: it is a directory", answer.Errors, StringComparison.Ordinal);
    }

    private string[] Arguments(string file, params string[] flags) =>
        ["batch", $"--master={cluster.Master}", "--cpus=0.1", "--mem=16", $"--out={Out}", .. flags, file];

    private Task<Answer> Batch(string file) => Mesos.Run(Arguments(file));

    private Task<string> Written(int line, string ending) => File.ReadAllTextAsync(
        Directory.EnumerateFiles(Out).Single(file => Path.GetFileName(file).TrimStart('0') == $"{line}.{ending}"));

    /// <summary>The rows of the summary: line, state, exit, seconds, slave, attempts, message, command.</summary>
    private async Task<string[][]> Summary() =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(Out, "summary.tsv"))).Skip(1).Select(row => row.Split('\t'))];
}
