using System.Diagnostics;
using System.Reflection;

namespace MesosOrleans.Tests.Support;

/// <summary>
/// A program of the product as a process. Its standard input is a pipe that this process holds, and it ends when that closes: so nothing stays when the tests are killed.
/// Everything that it prints is kept, and stands in the message when a wait for it fails.
/// </summary>
public sealed class TestProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(Read(process.StandardOutput, ""), Read(process.StandardError, "! "));
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>artifacts/bin/PROJECT/CONFIGURATION/MesosOrleans.PROJECT.dll</c>.</summary>
    public static TestProgram Start(string project, params IEnumerable<string> arguments) => Start(project, arguments, endsWithInput: true);

    /// <summary>The command line <c>mesos</c>; what it reads on its standard input is that text.</summary>
    public static TestProgram Mesos(string input, params IEnumerable<string> arguments)
    {
        var program = Start("Cli", arguments, endsWithInput: false);
        program._process.StandardInput.Write(input);
        program._process.StandardInput.Close();
        return program;
    }

    private static TestProgram Start(string project, IEnumerable<string> arguments, bool endsWithInput)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(PathOf(project));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (endsWithInput)
        {
            start.Environment["MESOS_EXIT_WITH_STDIN"] = "1";
        }

        start.Environment["NO_COLOR"] = "1";
        return new TestProgram(Process.Start(start)!);
    }

    /// <summary>The main file of a program, built in the same configuration as the tests.</summary>
    public static string PathOf(string project)
    {
        // artifacts/bin/TESTS/CONFIGURATION/
        var own = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"MesosOrleans.{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"build the solution first: {path} is missing");
    }

    /// <summary>What of standard output begins so, without that beginning.</summary>
    public async Task<string> Line(string beginning)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_lines.Find(line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } found)
                {
                    return found[beginning.Length..];
                }

                news = _news.Task;
            }

            if (_reading.IsCompleted)
            {
                throw new InvalidOperationException($"it ended without the line '{beginning}…'\n{Output}");
            }

            try
            {
                await (await Task.WhenAny(news, _reading)).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"no line '{beginning}…' within {Limit}\n{Output}");
            }
        }
    }

    /// <summary>Everything printed so far; what went to standard error behind an exclamation mark.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>What went to standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines.Where(line => !line.StartsWith("! ", StringComparison.Ordinal))];
            }
        }
    }

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

    /// <summary>SIGKILL.</summary>
    public async Task Kill9()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM or another signal, by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill9();
        }

        _process.Dispose();
    }

    private async Task Read(StreamReader reader, string mark)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add(mark + line);
                _news.TrySetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
