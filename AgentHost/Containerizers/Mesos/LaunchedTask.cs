namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A command and the launcher that watches it: one that was just started, or one that a former agent has started.</summary>
internal sealed class LaunchedTask : IDisposable
{
    private readonly LauncherControlClient _control;
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="launcherPid">A child of this process; 0 if it is a former agent's.</param>
    /// <param name="control">The line to it.</param>
    /// <param name="statusFile">Where it leaves how the command ended; null if it ends with the agent.</param>
    internal LaunchedTask(int launcherPid, LauncherControlClient control, string? statusFile)
    {
        LauncherPid = launcherPid;
        _control = control;
        Exited = Follow(statusFile);
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

    private async Task<TaskExit> Follow(string? statusFile)
    {
        TaskExit? exit = null;
        await foreach (var report in _control.Reports())
        {
            if (report is LauncherReport.Ready) _control.AllowStart();
            exit = Take(report) ?? exit;
        }

        _control.Dispose();
        var status = LauncherPid == 0 ? null : LauncherNative.WaitFor(LauncherPid);
        if (exit is null && statusFile is not null && LauncherStatusStore.Read(statusFile) is { } left) exit = Take(left);
        return exit ?? CleanUpAfterLauncher(status);
    }

    private TaskExit? Take(LauncherReport report)
    {
        switch (report)
        {
            case LauncherReport.Started started:
                _started.TrySetResult(started.Pid);
                return null;
            case LauncherReport.Exited exited:
                return TaskExit.OfRawStatus(exited.RawStatus);
            case LauncherReport.Failed failed:
                return Fail(LaunchFailedException.Of(failed));
            default:
                return null;
        }
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
