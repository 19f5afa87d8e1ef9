using System.Diagnostics;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Bench;

/// <summary>Processes per second, from start to end, as many at once for each kind.</summary>
internal sealed record SpawnResult(int Count, double TruePerS, double ShPerS, double LauncherPerS)
{
    /// <summary>Both runs as one: all processes over all the time that they took.</summary>
    public SpawnResult With(SpawnResult other)
    {
        double Rate(double own, double others) => (Count + other.Count) / ((Count / own) + (other.Count / others));
        return new SpawnResult(Count + other.Count, Rate(TruePerS, other.TruePerS), Rate(ShPerS, other.ShPerS), Rate(LauncherPerS, other.LauncherPerS));
    }
}

/// <summary>What a task costs on this machine at the least (/bin/true, a shell), and what it costs with the launcher around it.</summary>
internal static class SpawnBench
{
    private const int AtOnce = 4;
    private const int WarmUp = 20;

    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/bin:/bin" };

    public static async Task<SpawnResult> Run(int count)
    {
        var launcher = new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance);
        var sandbox = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
        var spec = new LaunchSpec
        {
            Argv = ["/bin/sh", "-c", "true"],
            Environment = Environment,
            WorkingDirectory = sandbox,
            StdoutPath = "stdout",
            StderrPath = "stderr",
        };
        try
        {
            return new SpawnResult(
                count,
                await PerSecond(count, () => Direct(["/bin/true"])),
                await PerSecond(count, () => Direct(spec.Argv)),
                await PerSecond(count, () => Launched(launcher, spec)));
        }
        finally
        {
            Directory.Delete(sandbox, recursive: true);
        }
    }

    private static async Task<double> PerSecond(int count, Func<Task> runOne)
    {
        await Repeat(WarmUp, runOne);
        var started = Stopwatch.GetTimestamp();
        await Repeat(count, runOne);
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Task Repeat(int count, Func<Task> runOne)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await runOne();
        })));
    }

    /// <summary>The same posix_spawn as for a launcher, and a thread that waits: nothing that starts processes from here can be quicker.</summary>
    private static Task Direct(IReadOnlyList<string> argv)
    {
        var (ours, theirs) = LauncherNative.SocketPair();
        try
        {
            var pid = LauncherProcess.Start(argv, Environment, "/", theirs);
            return LauncherNative.WaitFor(pid) == 0 ? Task.CompletedTask : throw new InvalidOperationException($"{argv[0]} failed");
        }
        finally
        {
            LauncherNative.close(theirs);
            LauncherNative.close(ours);
        }
    }

    private static async Task Launched(TaskLauncherClient launcher, LaunchSpec spec)
    {
        using var task = launcher.Launch(spec);
        var exit = await task.Exited;
        if (exit.ExitCode != 0) throw new InvalidOperationException(exit.Message);
    }
}
