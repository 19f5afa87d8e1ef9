using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>What a run of tasks measured.</summary>
/// <param name="Seconds">From the first launch to the last acknowledged end.</param>
/// <param name="Latency">Milliseconds from launch (in an open loop: from the intended time of it) to RUNNING, as the scheduler sees it.</param>
/// <param name="Failed">Tasks that ended otherwise than FINISHED.</param>
internal sealed record TasksResult(double Seconds, Percentiles Latency, int Failed);

/// <summary>Launches a number of equal tasks, a bounded number at a time, and acknowledges every update. With a rate it is an open loop.</summary>
/// <param name="connection">To the masters.</param>
/// <param name="count">How many tasks.</param>
/// <param name="inFlightMax">How many at a time.</param>
/// <param name="rate">Tasks a second of an open loop; null for a closed one.</param>
/// <param name="between">Waited for before a task is launched, while none runs; null for nothing.</param>
internal sealed class TasksBench(MasterConnection connection, int count, int inFlightMax, double? rate, Func<Task>? between = null)
{
    private static readonly Resources Each = Resources.Parse("cpus:0.1;mem:1");

    private readonly Percentiles _latency = new();
    private readonly Dictionary<TaskId, long> _started = [];
    private readonly Queue<Offer> _offers = new();
    private MesosScheduler _scheduler = null!;
    private long _begin;
    private int _launched;
    private int _ended;
    private int _failed;

    public async Task<TasksResult> Run(CancellationToken cancel)
    {
        await using var scheduler = await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = "bench" });
        _scheduler = scheduler;
        await foreach (var happening in scheduler.Events(cancel))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade made:
                    foreach (var offer in made.Offers)
                    {
                        _offers.Enqueue(offer);
                    }

                    break;
                case SchedulerEvent.OfferRescinded gone:
                    Forget(gone.OfferId);
                    break;
                case SchedulerEvent.TaskUpdated { Update: var update }:
                    Note(update.Status);
                    break;
                case SchedulerEvent.Error error:
                    throw new InvalidOperationException(error.Message);
            }

            if (_ended == count)
            {
                break;
            }

            await Launch(cancel);
        }

        await scheduler.Flush(cancel);
        return new TasksResult(Stopwatch.GetElapsedTime(_begin).TotalSeconds, _latency, _failed);
    }

    private void Note(TaskStatus status)
    {
        if (status.State == TaskState.Running && _started.TryGetValue(status.TaskId, out var started))
        {
            _latency.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        else if (status.State.IsTerminal() && _started.Remove(status.TaskId))
        {
            _ended++;
            _failed += status.State == TaskState.Finished ? 0 : 1;
        }
    }

    private void Forget(OfferId id)
    {
        for (var i = _offers.Count; i > 0; i--)
        {
            var offer = _offers.Dequeue();
            if (offer.Id != id)
            {
                _offers.Enqueue(offer);
            }
        }
    }

    private async Task Launch(CancellationToken cancel)
    {
        while (_offers.Count > 0 && _launched < count && _started.Count < inFlightMax)
        {
            if (between is not null && _started.Count == 0)
            {
                await between();
            }

            var due = await Due(cancel);
            var offer = _offers.Dequeue();
            var tasks = Fill(offer, due);
            _scheduler.Accept(offer, tasks, Filters.None);
        }
    }

    /// <summary>How many tasks may be launched now; in an open loop it waits for the next one's time.</summary>
    private async Task<int> Due(CancellationToken cancel)
    {
        if (_begin == 0)
        {
            _begin = Stopwatch.GetTimestamp();
        }

        var free = Math.Min(inFlightMax - _started.Count, count - _launched);
        if (rate is null)
        {
            return free;
        }

        var wait = TimeSpan.FromSeconds(_launched / rate.Value) - Stopwatch.GetElapsedTime(_begin);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, cancel);
        }

        // At least the one that was waited for: a timer may end a moment early.
        var intended = (int)Math.Ceiling(Stopwatch.GetElapsedTime(_begin).TotalSeconds * rate.Value);
        return Math.Clamp(intended - _launched, 1, free);
    }

    private List<TaskInfo> Fill(Offer offer, int most)
    {
        var tasks = new List<TaskInfo>();
        var left = offer.Resources;
        while (tasks.Count < most && left.Contains(Each))
        {
            left -= Each;
            var id = new TaskId(_launched.ToString(CultureInfo.InvariantCulture));
            _started.Add(id, rate is null
                ? Stopwatch.GetTimestamp()
                : _begin + (long)(_launched / rate.Value * Stopwatch.Frequency));
            _launched++;
            tasks.Add(new TaskInfo
            {
                Name = "bench",
                TaskId = id,
                SlaveId = offer.SlaveId,
                Resources = Each,
                Command = new CommandInfo { Value = "true" },
            });
        }

        return tasks;
    }
}
