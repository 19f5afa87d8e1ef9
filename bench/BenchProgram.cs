using System.Diagnostics;
using System.Globalization;

namespace MesosOrleans.Bench;

/// <summary>A silo or an agent that a bench has started; ends with it.</summary>
internal sealed class BenchProgram : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(3);

    private readonly string _project;
    private readonly string[] _flags;
    private readonly string _readyPrefix;
    private readonly string _workDir;
    private Process _process;

    private BenchProgram(string project, string[] flags, string readyPrefix)
    {
        (_project, _flags, _readyPrefix) = (project, flags, readyPrefix);
        _workDir = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
        _process = Start();
    }

    /// <summary>The address that it printed.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary><c>HOST:PORT</c>.</summary>
    public string Master => Address.Authority;

    public int Pid => _process.Id;

    /// <summary>Resident memory now, in megabytes.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return Math.Round(_process.WorkingSet64 / 1048576.0, 1);
        }
    }

    /// <summary>Processor seconds so far.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static Task<BenchProgram> Silo(params string[] flags) =>
        Start("Silo", ["--port=0", "--logging_level=WARNING", .. flags], "silo ready: ");

    /// <summary>A silo on a port of the caller's, silent: silos that lose each other have much to say.</summary>
    public static Task<BenchProgram> Silo(int port, params string[] flags) =>
        Start("Silo", [string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--quiet", .. flags], "silo ready: ");

    public static Task<BenchProgram> Agent(string master, params string[] flags) =>
        Start("AgentHost", [$"--master={master}", "--port=0", "--logging_level=WARNING", .. flags], "agent ready: ");

    /// <summary>SIGKILL, without waiting for the end.</summary>
    public void Kill9() => _process.Kill();

    /// <summary>SIGKILL, and the same again on the same work directory. Ends when it is ready.</summary>
    public async Task Restart()
    {
        Kill9();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = Start();
        await Ready();
    }

    /// <summary>Ends when the program does next to nothing: what was begun before is not to be measured with what comes.</summary>
    public async Task Calm(CancellationToken cancel)
    {
        const double Idle = 0.05;
        var look = TimeSpan.FromMilliseconds(500);
        for (double before = -1, now = CpuSeconds; now - before > Idle; now = CpuSeconds)
        {
            before = now;
            await Task.Delay(look, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_workDir, recursive: true);
    }

    private static async Task<BenchProgram> Start(string project, string[] flags, string readyPrefix)
    {
        var program = new BenchProgram(project, flags, readyPrefix);
        try
        {
            await program.Ready();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Find(_project));
        foreach (var flag in _flags.Append($"--work_dir={_workDir}"))
        {
            start.ArgumentList.Add(flag);
        }

        return Process.Start(start)!;
    }

    private async Task Ready()
    {
        using var limit = new CancellationTokenSource(ReadyMax);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(_readyPrefix, StringComparison.Ordinal))
            {
                Address = new Uri(line[_readyPrefix.Length..].Split(' ')[0]);
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"{_project} ended before it was ready; its own message is above"));
    }

    /// <summary>The other programs lie beside this one: <c>artifacts/bin/PROJECT/CONFIGURATION/</c>.</summary>
    internal static string Find(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"MesosOrleans.{project}.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build the solution first");
    }
}
