using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Starts commands, each under a launcher of its own: a small program that lives as long as the command's process tree.</summary>
public sealed partial class TaskLauncherClient
{
    private readonly string[] _launcher;

    /// <exception cref="FileNotFoundException">No launcher is beside this program.</exception>
    public TaskLauncherClient(ILogger<TaskLauncherClient> logger)
        : this(logger, Path.Combine(AppContext.BaseDirectory, "launcher"))
    {
    }

    internal TaskLauncherClient(ILogger<TaskLauncherClient> logger, string directory)
    {
        var native = Path.Combine(directory, "mesos-launcher");
        var managed = Path.Combine(directory, "mesos-launcher.dll");
        if (File.Exists(native))
        {
            _launcher = [native];
            return;
        }

        if (!File.Exists(managed))
        {
            throw new FileNotFoundException(
                $"no task launcher in {directory}: expected mesos-launcher or mesos-launcher.dll; build AgentHost again", native);
        }

        _launcher = [DotnetHost(), managed];
        LogManaged(logger, managed);
    }

    /// <exception cref="LaunchFailedException">
    /// The launcher cannot be started. That the command cannot, <see cref="LaunchedTask.Started"/> says.
    /// </exception>
    public LaunchedTask Launch(LaunchSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Checkpoint && spec.StatusFile is null) throw new ArgumentException("a command that checkpoints needs a status file", nameof(spec));
        var (ours, theirs) = LauncherNative.SocketPair();
        try
        {
            var pid = LauncherProcess.Start([.. _launcher, .. Arguments(spec)], spec.Environment, spec.WorkingDirectory, theirs);
            return new LaunchedTask(pid, ours);
        }
        catch
        {
            LauncherNative.close(ours);
            throw;
        }
        finally
        {
            LauncherNative.close(theirs);
        }
    }

    internal static IEnumerable<string> Arguments(LaunchSpec spec)
    {
        yield return $"--control-fd={LauncherProcess.ControlFd}";
        yield return $"--stdout={spec.StdoutPath}";
        yield return $"--stderr={spec.StderrPath}";
        yield return $"--grace={Milliseconds(spec.Grace)}";
        if (spec.Checkpoint)
        {
            yield return "--checkpoint";
            yield return $"--recovery-timeout={Milliseconds(spec.RecoveryTimeout)}";
            yield return $"--status-file={spec.StatusFile}";
        }

        yield return "--";
        foreach (var argument in spec.Argv) yield return argument;
    }

    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue).ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>
    /// The program that runs this one if it is the host itself; else the one of the runtime that we use (ROOT/shared/NAME/VERSION).
    /// </summary>
    private static string DotnetHost()
    {
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet") return Environment.ProcessPath!;
        var runtime = Path.TrimEndingDirectorySeparator(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return Path.GetFullPath(Path.Combine(runtime, "../../../dotnet"));
    }
}
