using MesosOrleans.Authentication;
using MesosOrleans.Protocol;
using Orleans.Concurrency;

namespace MesosOrleans.Tasks;

/// <summary>Answers for one task: asks the framework grain once, and is told of changes until the task ends.</summary>
[GrainType("task"), Reentrant]
public sealed class TaskGrain(TimeProvider time) : Grain, ITaskGrain
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskSummary? _task;

    public async Task<TaskSummary?> Status()
    {
        // Asked each time: the framework grain may be a new activation that does not know the watcher.
        var (framework, task) = TaskKeys.Split(this.GetPrimaryKeyString());
        return _task = await GrainFactory.Framework(framework).FindTask(task, this.AsReference<ITaskGrain>()) ?? _task;
    }

    public async Task<TaskSummary?> WaitForEnd(TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        while (await Status() is { } task)
        {
            var left = timeout - time.GetElapsedTime(started);
            if (task.State.IsTerminal() || left <= TimeSpan.Zero)
            {
                return task;
            }

            // Asks again now and then, should a change be lost.
            var pause = left < TimeSpan.FromSeconds(2) ? left : TimeSpan.FromSeconds(2);
            await _changed.Task.WaitAsync(pause, time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    public Task<bool> Kill()
    {
        var (framework, task) = TaskKeys.Split(this.GetPrimaryKeyString());
        return GrainFactory.Framework(framework).KillTask(task, Caller.Principal);
    }

    public Task Changed(TaskSummary task)
    {
        _task = task;
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
        return Task.CompletedTask;
    }
}
