using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>A command that a bench lets run while it measures.</summary>
internal sealed record RunningTask(string Id, string Command, Resources Resources);

/// <summary>Tasks that run until they are disposed of.</summary>
internal sealed class RunningTasks : IAsyncDisposable
{
    private readonly MesosScheduler _scheduler;

    private RunningTasks(MesosScheduler scheduler) => _scheduler = scheduler;

    /// <summary>Ends when all run.</summary>
    public static async Task<RunningTasks> Start(MasterConnection connection, IReadOnlyCollection<RunningTask> tasks, CancellationToken cancel)
    {
        var scheduler = await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = "bench" });
        var waiting = new Queue<RunningTask>(tasks);
        var starting = tasks.Count;
        await foreach (var happening in scheduler.Events(cancel))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade made:
                    foreach (var offer in made.Offers) scheduler.Accept(offer, Fill(offer, waiting), Filters.None);
                    break;
                case SchedulerEvent.TaskUpdated { Update.Status: { State: TaskState.Running } }:
                    starting--;
                    break;
                case SchedulerEvent.TaskUpdated { Update.Status: var status } when status.State.IsTerminal():
                    throw new InvalidOperationException($"task {status.TaskId} has ended: {status.Message}");
            }

            if (starting == 0) break;
        }

        return new RunningTasks(scheduler);
    }

    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();

    private static List<TaskInfo> Fill(Offer offer, Queue<RunningTask> waiting)
    {
        var tasks = new List<TaskInfo>();
        for (var left = offer.Resources; waiting.TryPeek(out var next) && left.Contains(next.Resources); left -= next.Resources)
        {
            waiting.Dequeue();
            tasks.Add(new TaskInfo
            {
                Name = "bench",
                TaskId = new TaskId(next.Id),
                SlaveId = offer.SlaveId,
                Resources = next.Resources,
                Command = new CommandInfo { Value = next.Command },
            });
        }

        return tasks;
    }
}
