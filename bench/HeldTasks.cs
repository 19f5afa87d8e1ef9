using System.Globalization;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>Tasks of emulated agents that run and do not end, as many as the agents have room for; offers that come later are declined.</summary>
internal sealed class HeldTasks : IAsyncDisposable
{
    /// <summary>By its name an emulated agent knows that the task does not end.</summary>
    public const string Name = "held";

    /// <summary>What one takes.</summary>
    public static readonly Resources Each = Resources.Parse("cpus:0.1;mem:1");

    private readonly MesosScheduler _scheduler;
    private readonly int _count;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _launched;
    private int _running;

    private HeldTasks(MesosScheduler scheduler, int count)
    {
        (_scheduler, _count) = (scheduler, count);
        _reading = Read();
    }

    /// <summary>Ends when all run.</summary>
    public static async Task<HeldTasks> Start(MasterConnection connection, int count, CancellationToken cancel)
    {
        var held = new HeldTasks(await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = Name }), count);
        await held._all.Task.WaitAsync(cancel);
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _scheduler.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Read()
    {
        await foreach (var happening in _scheduler.Events(_stop.Token))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade made:
                    foreach (var offer in made.Offers)
                    {
                        _scheduler.Accept(offer, Fill(offer), new Filters { RefuseSeconds = 100_000 });
                    }

                    break;
                case SchedulerEvent.TaskUpdated { Update.Status.State: TaskState.Running } when ++_running == _count:
                    _all.TrySetResult();
                    break;
                case SchedulerEvent.TaskUpdated { Update.Status: { State: TaskState.Lost } lost }:
                    _all.TrySetException(new InvalidOperationException($"task {lost.TaskId} is lost: {lost.Message}"));
                    break;
            }
        }
    }

    private List<TaskInfo> Fill(Offer offer)
    {
        var tasks = new List<TaskInfo>();
        for (var left = offer.Resources; _launched < _count && left.Contains(Each); left -= Each)
        {
            tasks.Add(new TaskInfo
            {
                Name = Name,
                TaskId = new TaskId(string.Create(CultureInfo.InvariantCulture, $"{Name}-{_launched++}")),
                SlaveId = offer.SlaveId,
                Resources = Each,
                Command = new CommandInfo { Value = "true" },
            });
        }

        return tasks;
    }
}
