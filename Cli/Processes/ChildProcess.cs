using System.Diagnostics;
using MesosOrleans.Hosting;

namespace MesosOrleans.Cli.Processes;

/// <summary>
/// A program that runs for this one and ends with it, even if this one is killed (<see cref="ParentWatch"/>). Its two outputs go to a log file, and, if wanted, also to standard error with its name before each line.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int TailLines = 10;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly bool _isVerbose;
    private readonly Dictionary<string, TaskCompletionSource<string>> _marks;
    private readonly LineTail _tail = new(TailLines);

    private ChildProcess(string name, Process process, StreamWriter log, IEnumerable<string> marks, bool isVerbose)
    {
        (Name, _process, _log, _isVerbose) = (name, process, log, isVerbose);
        _marks = marks.ToDictionary(mark => mark, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        Exited = Watch();
    }

    public string Name { get; }

    /// <summary>Its exit code, once it has ended and both outputs are read.</summary>
    public Task<int> Exited { get; }

    /// <param name="name">For people, and of its log file.</param>
    /// <param name="line">Program and arguments.</param>
    /// <param name="logPath">Appended to.</param>
    /// <param name="marks">How the lines of its output begin that say how far it is, see <see cref="Line"/>.</param>
    /// <param name="isVerbose">Shows its output.</param>
    public static ChildProcess Start(string name, string[] line, string logPath, IEnumerable<string> marks, bool isVerbose)
    {
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ParentWatch.Variable] = "1";
        var log = new StreamWriter(logPath, append: true) { AutoFlush = true };
        try
        {
            return new ChildProcess(name, Process.Start(start)!, log, marks, isVerbose);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>What follows the mark on the first line that begins with it.</summary>
    /// <param name="mark">One of those given at the start.</param>
    public Task<string> Line(string mark) => _marks[mark].Task;

    /// <summary>What to say of a child that ended without being asked to.</summary>
    public string Obituary() => string.Join('\n',
        [$"{Name} has ended by itself with code {_process.ExitCode}; its last lines:", .. _tail.Lines().Select(text => "  " + text)]);

    /// <summary>Asks it to end, and kills it if it does not within the time.</summary>
    public async Task End(TimeSpan grace)
    {
        if (!Exited.IsCompleted)
        {
            _ = NativeMethods.Signal(_process.Id, NativeMethods.Terminate);
        }

        try
        {
            await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{Name} did not end within {grace.TotalSeconds} s and is killed");
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End(TimeSpan.Zero);
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task<int> Watch()
    {
        var copies = Task.WhenAll(Copy(_process.StandardOutput), Copy(_process.StandardError));
        await _process.WaitForExitAsync();
        // A process that it has left behind may hold its outputs open.
        await Task.WhenAny(copies, Task.Delay(LastWords));
        return _process.ExitCode;
    }

    private async Task Copy(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } text)
        {
            lock (_log)
            {
                _log.WriteLine(text);
            }

            _tail.Add(text);
            if (_isVerbose)
            {
                await Console.Error.WriteLineAsync($"{Name}: {text}");
            }

            foreach (var (mark, line) in _marks)
            {
                if (text.StartsWith(mark, StringComparison.Ordinal))
                {
                    line.TrySetResult(text[mark.Length..].Trim());
                }
            }
        }
    }
}
