using System.Globalization;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>One cluster for all tests of this class.</summary>
public sealed class CommandLineTests(LocalCluster cluster) : IClassFixture<LocalCluster>
{
    private string Master => $"--master={cluster.Master}";

    [Fact]
    public async Task Execute_prints_the_states_and_the_output_and_ends_with_the_code_of_the_task()
    {
        await using var execute = TestProgram.Mesos(
            "", "execute", Master, "--name=greet", "--command=echo hello $WHO; echo oops >&2; exit 7", """--env={"WHO":"world"}""", "--resources=cpus:0.1;mem:16");

        Assert.Equal(7, await execute.Exit());
        Assert.Equal(["hello world"], execute.Lines);
        Assert.Contains("TASK_RUNNING", execute.Output, StringComparison.Ordinal);
        Assert.Contains("TASK_FAILED", execute.Output, StringComparison.Ordinal);
        Assert.Contains("! oops", execute.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_kills_the_task_when_its_time_is_up()
    {
        var mark = TaskProcesses.Mark();
        await using var execute = TestProgram.Mesos(
            "", "execute", Master, "--name=late", $"--command=sleep 600 # {mark}", "--timeout=1secs", "--resources=cpus:0.1;mem:16");

        Assert.Equal(124, await execute.Exit());
        await Eventually.Holds("the task is gone", () => TaskProcesses.With(mark).Count == 0);
    }

    public static TheoryData<string[], int, string> Refused => new()
    {
        { ["execut"], 2, "execute" },
        { ["batch", "--jbos=3", "file"], 2, "--jobs" },
        { ["execute", "--name=x", "--command=true", "--env={nope"], 2, "--env" },
        { ["execute", "--name=x", "--command=true", "--resources=cpus=1"], 2, "cpus=1" },
        { ["batch", "/no/such/file"], 2, "/no/such/file" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task Bad_input_is_named_and_refused(string[] arguments, int code, string named)
    {
        await using var mesos = TestProgram.Mesos("", arguments.Length > 1 ? [.. arguments, Master] : arguments);

        Assert.Equal(code, await mesos.Exit());
        Assert.Contains(named, mesos.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_that_is_not_there_is_said_at_once()
    {
        await using var execute = TestProgram.Mesos("", "execute", "--master=127.0.0.1:1", "--name=x", "--command=true");

        Assert.Equal(1, await execute.Exit());
        Assert.Contains("127.0.0.1:1", execute.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_runs_each_line_and_keeps_its_output_under_its_number()
    {
        const int Lines = 200;
        using var folder = new TemporaryFolder();
        var file = folder.File("lines", string.Concat(Enumerable.Range(1, Lines).Select(i => $"echo line {i}\n")));
        var output = Path.Combine(folder.Path, "out");
        await using var batch = TestProgram.Mesos("", "batch", Master, "--cpus=0.1", "--mem=16", $"--out={output}", file);

        Assert.Equal(0, await batch.Exit());
        for (var i = 1; i <= Lines; i++)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"{i:0000}.out")));
            Assert.Equal($"line {i}\n", text);
        }

        var summary = await File.ReadAllLinesAsync(Path.Combine(output, "summary.tsv"));
        Assert.Equal(Lines + 1, summary.Length);
        Assert.All(summary[1..], row => Assert.Contains("TASK_FINISHED\t0\t", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_reads_standard_input_and_fails_if_a_line_fails()
    {
        using var folder = new TemporaryFolder();
        await using var batch = TestProgram.Mesos(
            "true\nexit 3\nno-such-command\n", "batch", Master, "--cpus=0.1", "--mem=16", $"--out={folder.Path}/out", "-");

        Assert.Equal(1, await batch.Exit());
        var rows = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "out", "summary.tsv"));
        Assert.Contains("TASK_FINISHED\t0", rows[1], StringComparison.Ordinal);
        Assert.Contains("TASK_FAILED\t3", rows[2], StringComparison.Ordinal);
        Assert.Contains("TASK_FAILED\t127", rows[3], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "has no commands" },
        { "# only a comment\n\n", "command" },
        { "echo a\necho \0b\n", "NUL" },
    };

    [Theory, MemberData(nameof(BadFiles))]
    public async Task Batch_refuses_a_file_that_it_cannot_run(string text, string named)
    {
        using var folder = new TemporaryFolder();
        await using var batch = TestProgram.Mesos("", "batch", Master, folder.File("lines", text));

        Assert.Equal(2, await batch.Exit());
        Assert.Contains(named, batch.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_interrupt_of_batch_kills_what_runs()
    {
        using var folder = new TemporaryFolder();
        var mark = TaskProcesses.Mark();
        var file = folder.File("lines", string.Concat(Enumerable.Repeat($"sleep 600 # {mark}\n", 10)));
        await using var batch = TestProgram.Mesos("", "batch", Master, "--cpus=0.1", "--mem=16", $"--out={folder.Path}/out", file);
        await Eventually.Holds("the tasks run", () => TaskProcesses.With(mark).Count >= 10);

        batch.Signal("INT");

        Assert.Equal(130, await batch.Exit());
        await Eventually.Holds("the tasks are gone", () => TaskProcesses.With(mark).Count == 0);
    }

    [Fact]
    public async Task Ps_and_state_show_what_runs_where()
    {
        var mark = TaskProcesses.Mark();
        await using var execute = TestProgram.Mesos(
            "", "execute", Master, $"--name={mark}", "--command=sleep 600", "--resources=cpus:0.1;mem:16");
        await Eventually.Holds("the task is listed as running", async () =>
        {
            await using var ps = TestProgram.Mesos("", "ps", Master);
            return await ps.Exit() == 0 && ps.Lines.Any(line => line.Contains(mark, StringComparison.Ordinal) && line.Contains("RUNNING", StringComparison.Ordinal));
        });
        await using var state = TestProgram.Mesos("", "state", Master);
        Assert.Equal(0, await state.Exit());
        execute.Signal("INT");
        Assert.Equal(130, await execute.Exit());
    }

    [Theory, InlineData("version", "mesos-orleans"), InlineData("help", "batch")]
    public async Task Version_and_help_answer(string command, string expected)
    {
        await using var mesos = TestProgram.Mesos("", command);

        Assert.Equal(0, await mesos.Exit());
        Assert.Contains(expected, mesos.Output, StringComparison.Ordinal);
    }
}

/// <summary>What <c>mesos local</c> starts: a silo and two agents.</summary>
public sealed class LocalCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestProgram? _local;

    public string Master { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _local = TestProgram.Mesos("", "local", "--agents=2", "--port=0", $"--work_dir={_folder.Path}", "--resources=cpus:4;mem:4096;disk:1024");
        Master = (await _local.Line("ready: "))["http://".Length..];
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            _local.Signal("TERM");
            await _local.Exit();
            await _local.DisposeAsync();
        }

        _folder.Dispose();
    }
}
