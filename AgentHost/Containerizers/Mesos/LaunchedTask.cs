namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A command and the launcher that watches it.</summary>
public sealed class LaunchedTask : IDisposable
{
    private readonly LauncherControlClient _control;
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal LaunchedTask(int launcherPid, int controlFd)
    {
        LauncherPid = launcherPid;
        _control = new LauncherControlClient(controlFd);
        Exited = Follow();
    }

    public int LauncherPid { get; }

    /// <summary>The process ID of the command, also its session and process group; or a <see cref="LaunchFailedException"/>.</summary>
    public Task<int> Started => _started.Task;

    /// <summary>Ends, without failing, when neither the command, nor anything that it started, nor the launcher is left.</summary>
    public Task<TaskExit> Exited { get; }

    /// <summary>SIGTERM to the whole tree, SIGKILL to what is left of it after the grace. A later call can only shorten the grace.</summary>
    public void Kill(TimeSpan grace) => _control.Kill(grace);

    /// <summary>
    /// Does what the end of the agent does: a command that does not checkpoint is killed at once, another one goes on. Both still report
    /// their end.
    /// </summary>
    public void Dispose() => _control.Leave();

    private async Task<TaskExit> Follow()
    {
        TaskExit? exit = null;
        await foreach (var report in _control.Reports())
        {
            switch (report)
            {
                case LauncherReport.Started started:
                    _started.TrySetResult(started.Pid);
                    break;
                case LauncherReport.Exited exited:
                    exit = TaskExit.OfRawStatus(exited.RawStatus);
                    break;
                case LauncherReport.Failed failed:
                    exit = Fail(new LaunchFailedException(failed.Message, failed.Errno));
                    break;
            }
        }

        _control.Dispose();
        var status = LauncherNative.WaitFor(LauncherPid);
        return exit ?? CleanUpAfterLauncher(status);
    }

    private TaskExit Fail(Exception failure)
    {
        // Who only waits for the end hears of it there.
        if (_started.TrySetException(failure)) _ = _started.Task.Exception;
        return TaskExit.Lost($"Command could not be started: {failure.Message}");
    }

    /// <summary>Its children are now those of init: what stayed in the command's session can still be found.</summary>
    private TaskExit CleanUpAfterLauncher(int? status)
    {
        var how = status is { } raw ? TaskExit.OfRawStatus(raw).Message.Replace("Command ", "", StringComparison.Ordinal) : "is gone";
        if (!_started.Task.IsCompletedSuccessfully)
            return Fail(new InvalidOperationException($"its launcher {how} before it could say so"));
        ProcessSessionClient.Kill(_started.Task.Result);
        return TaskExit.Lost($"Command was killed because its launcher {how} without a report");
    }
}
