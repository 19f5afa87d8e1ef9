using System.Collections.Concurrent;
using System.Text;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

// Runs all its tasks in this one process. A task's data is a number of milliseconds to wait; without one the task ends at once.
var running = new ConcurrentDictionary<TaskId, CancellationTokenSource>();
var tasks = new List<Task>();

await using var executor = MesosExecutor.Start();
await foreach (var happening in executor.Events())
{
    if (happening is ExecutorEvent.Launch { Task: var task })
        tasks.Add(Run(task, running.GetOrAdd(task.TaskId, new CancellationTokenSource())));
    else if (happening is ExecutorEvent.Kill { TaskId: var killed } && running.TryGetValue(killed, out var kill))
        kill.Cancel();
    else if (happening is ExecutorEvent.Message { Data: var words })
        await executor.Message(words); // An echo, for the scheduler.
}

foreach (var kill in running.Values)
    kill.Cancel();
await Task.WhenAll(tasks);

async Task Run(TaskInfo task, CancellationTokenSource kill)
{
    await executor.Update(task.TaskId, TaskState.Running);
    var milliseconds = task.Data.IsEmpty ? 0 : int.Parse(Encoding.ASCII.GetString(task.Data.AsSpan()));
    await Task.Delay(milliseconds, kill.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    running.TryRemove(task.TaskId, out _);
    await executor.Update(task.TaskId, kill.IsCancellationRequested ? TaskState.Killed : TaskState.Finished);
}
