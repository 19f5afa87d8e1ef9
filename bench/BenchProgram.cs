using System.Diagnostics;
using System.Globalization;

namespace MesosOrleans.Bench;

/// <summary>A silo or an agent that a bench has started; ends with it.</summary>
internal sealed class BenchProgram : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly string _workDir;

    private BenchProgram(Process process, string workDir)
    {
        _process = process;
        _workDir = workDir;
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
        var workDir = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Find(project));
        foreach (var flag in flags.Append($"--work_dir={workDir}"))
        {
            start.ArgumentList.Add(flag);
        }

        var program = new BenchProgram(Process.Start(start)!, workDir);
        try
        {
            program.Address = await program.Ready(readyPrefix).WaitAsync(ReadyMax);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    private async Task<Uri> Ready(string prefix)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Uri(line[prefix.Length..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException($"a program ended before it said '{prefix.Trim()}'; its own message is above");
    }

    /// <summary>The other programs lie beside this one: <c>artifacts/bin/PROJECT/CONFIGURATION/</c>.</summary>
    private static string Find(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"MesosOrleans.{project}.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build the solution first");
    }
}
