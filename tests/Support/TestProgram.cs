using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using MesosOrleans.Tests.Support.Networks;

namespace MesosOrleans.Tests.Support;

/// <summary>
/// A program of the product as a process. Its standard input is a pipe that this process holds, and it ends when that closes: so nothing
/// stays when the tests are killed.
/// Everything that it prints is kept, and stands in the message when a wait for it fails.
/// </summary>
public sealed class TestProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Variables for the programs that are started by this test from now on.</summary>
    public static readonly AsyncLocal<IReadOnlyDictionary<string, string>?> Variables = new();

    private readonly Process _process;
    private readonly List<(bool IsError, string Text)> _lines = [];
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(Read(process.StandardOutput, false), Read(process.StandardError, true));
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Everything printed so far; what went to standard error behind an exclamation mark.</summary>
    public string Output => Text(line => (line.IsError ? "! " : "") + line.Text);

    /// <summary>What went to standard output so far.</summary>
    public string Printed => Text(line => line.IsError ? null : line.Text);

    /// <summary>What went to standard error so far.</summary>
    public string Errors => Text(line => line.IsError ? line.Text : null);

    /// <summary>Starts <c>artifacts/bin/PROJECT/CONFIGURATION/MesosOrleans.PROJECT.dll</c>.</summary>
    public static TestProgram Start(string project, params IEnumerable<string> arguments) => StartOn(null, project, arguments);

    /// <summary>The same on a machine of a test's network; null is this one.</summary>
    public static TestProgram StartOn(TestMachine? machine, string project, params IEnumerable<string> arguments)
    {
        var start = StartOf(project, arguments, machine?.Enter ?? []);
        start.Environment["MESOS_EXIT_WITH_STDIN"] = "1";
        return new TestProgram(Process.Start(start)!);
    }

    /// <summary>Any command, as a user of the product would start it.</summary>
    public static TestProgram StartCommand(IReadOnlyList<string> command) => new(Process.Start(StartOf(command))!);

    /// <summary>The same for a program that reads its standard input: it gets this text.</summary>
    public static async Task<TestProgram> StartWithInput(string project, string input, params IEnumerable<string> arguments)
    {
        var process = Process.Start(StartOf(project, arguments, []))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return new TestProgram(process);
    }

    /// <summary>The main file of a program, built in the same configuration as the tests.</summary>
    public static string PathOf(string project)
    {
        // artifacts/bin/TESTS/CONFIGURATION/
        var own = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        var folder = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
        var path = Path.Combine(folder, $"MesosOrleans.{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"build the solution first: {path} is missing");
    }

    /// <summary>What of standard output begins so, without that beginning.</summary>
    public async Task<string> Line(string beginning) => (await Find(
        $"a line '{beginning}…'", line => !line.IsError && line.Text.StartsWith(beginning, StringComparison.Ordinal)))[beginning.Length..];

    /// <summary>Waits for a line of either output that has this in it, and answers it.</summary>
    public Task<string> Says(string part) => Find($"a line with '{part}'", line => line.Text.Contains(part, StringComparison.Ordinal));

    /// <summary>Waits for the end and answers the exit code.</summary>
    public async Task<int> Exit()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
            await _reading.WaitAsync(Limit);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"it did not end within {Limit}\n{Output}");
        }
    }

    /// <summary>Writes to its standard input.</summary>
    public async Task Type(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill9()
    {
        _process.Kill();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"process {Pid} was killed and is not gone within {Limit}\n{Output}");
        }
    }

    /// <summary>SIGTERM or another signal, by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Pid.ToString(CultureInfo.InvariantCulture)]);
        if (!kill.WaitForExit(Limit))
            throw new TimeoutException($"kill -{name} {Pid} did not end within {Limit}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill9();
        }

        _process.Dispose();
    }

    private async Task<string> Find(string expected, Func<(bool IsError, string Text), bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task news;
            var hasEnded = _reading.IsCompleted;
            lock (_gate)
            {
                if (_lines.Find(line => condition(line)).Text is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            if (hasEnded)
            {
                throw new InvalidOperationException($"it ended without {expected}\n{Output}");
            }

            try
            {
                await (await Task.WhenAny(news, _reading).WaitAsync(limit.Token));
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"not within {Limit}: {expected}\n{Output}");
            }
        }
    }

    private static ProcessStartInfo StartOf(string project, IEnumerable<string> arguments, IReadOnlyList<string> enter) =>
        StartOf([.. enter, "dotnet", PathOf(project), .. arguments]);

    private static ProcessStartInfo StartOf(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            // What a program leaves in its working directory is not to lie in the repository.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The flags of whoever runs the tests are not those of the tests.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("MESOS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in Variables.Value ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string Text(Func<(bool IsError, string Text), string?> show)
    {
        lock (_gate)
        {
            return string.Join('\n', _lines.Select(show).OfType<string>());
        }
    }

    private async Task Read(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add((isError, line));
                _news.TrySetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
