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
    private readonly string _readyMark;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LineTail _tail = new(TailLines);

    private ChildProcess(string name, Process process, StreamWriter log, string readyMark, bool isVerbose)
    {
        (Name, _process, _log, _readyMark, _isVerbose) = (name, process, log, readyMark, isVerbose);
        Exited = Watch();
    }

    public string Name { get; }

    /// <summary>What follows the mark on the line that says that it is ready.</summary>
    public Task<string> Ready => _ready.Task;

    /// <summary>Its exit code, once it has ended and both outputs are read.</summary>
    public Task<int> Exited { get; }

    /// <param name="name">For people, and of its log file.</param>
    /// <param name="line">Program and arguments.</param>
    /// <param name="logPath">Appended to.</param>
    /// <param name="readyMark">How the line on its standard output begins that says that it is ready.</param>
    /// <param name="isVerbose">Shows its output.</param>
    public static ChildProcess Start(string name, string[] line, string logPath, string readyMark, bool isVerbose)
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
            return new ChildProcess(name, Process.Start(start)!, log, readyMark, isVerbose);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

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

            if (text.StartsWith(_readyMark, StringComparison.Ordinal))
            {
                _ready.TrySetResult(text[_readyMark.Length..].Trim());
            }
        }
    }
}
