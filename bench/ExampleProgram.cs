using System.Diagnostics;

namespace MesosOrleans.Bench;

/// <summary>One of the examples as a process, which can be killed and started again with the same words. What it prints is kept.</summary>
internal sealed class ExampleProgram(string project, params string[] arguments) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _printed = [];
    private Process _process = null!;

    /// <summary>All runs.</summary>
    public string Printed
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _printed);
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public void Start(params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[BenchProgram.Find(project), .. arguments, .. more])
        {
            start.ArgumentList.Add(word);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL, if it runs, and the same again.</summary>
    public async Task Restart()
    {
        await DisposeAsync();
        Start();
    }

    public Task Ended(CancellationToken cancel) => _process.WaitForExitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _printed.Add(line);
            }
        }
    }
}
