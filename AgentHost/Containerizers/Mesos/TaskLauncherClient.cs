namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Starts commands, each under a launcher of its own: a small program that lives as long as the command's process tree.</summary>
internal sealed partial class TaskLauncherClient
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

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

    /// <summary>The command line of a launcher without its arguments.</summary>
    public IReadOnlyList<string> Program => _launcher;

    /// <exception cref="LaunchFailedException">
    /// The launcher cannot be started. That the command cannot, <see cref="LaunchedTask.Started"/> says.
    /// </exception>
    public LaunchedTask Launch(LaunchSpec spec)
    {
        var (ours, theirs) = LauncherNative.SocketPair();
        try
        {
            var pid = LauncherProcess.Start([.. _launcher, .. LaunchArguments.Of(spec, LauncherProcess.ControlFd)], spec.Environment, spec.WorkingDirectory, theirs);
            return new LaunchedTask(pid, LauncherControlClient.Of(ours), spec.RunDirectory?.Status);
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

    /// <summary>
    /// Finds a command that a former agent has started. One that has ended, or never started, is found too: it tells how that came.
    /// </summary>
    public static async Task<LaunchedTask> Attach(RunDirectory run, CancellationToken cancel)
    {
        if (await LauncherControlClient.Attach(run, cancel) is { } control) return new LaunchedTask(0, control, run.Status);

        // One that does not listen any more has written the status, or is gone for ever.
        while (LauncherStatusStore.Read(run.Status) is null && LauncherStatusStore.LivingProcess(run.Launcher) > 0)
            await Task.Delay(BetweenLooks, cancel);
        var pid = LauncherStatusStore.LivingProcess(run.Command);
        if (LauncherStatusStore.Read(run.Status) is null && pid > 0) ProcessSessionClient.Kill(pid);
        return new LaunchedTask(0, LauncherControlClient.Closed(), run.Status);
    }

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
