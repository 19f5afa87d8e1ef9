using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// A framework with tasks that run all the time, which keeps launching short ones: one at a time on each slave. It notes when each was launched, when it ran, and every end that it is told.
/// </summary>
internal sealed class FailoverFramework : IAsyncDisposable
{
    private static readonly Resources Each = Resources.Parse("cpus:0.1;mem:16");

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<TaskId, Launched> _tasks = [];
    private readonly Dictionary<SlaveId, Launched> _short = [];
    private readonly List<Offer> _offers = [];
    private readonly MesosScheduler _scheduler;
    private readonly Task _reading;
    private readonly int _longCount;
    private int _longLaunched;
    private bool _settling;
    private bool _settled;
    private int _number;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FailoverFramework(MesosScheduler scheduler, int longCount)
    {
        (_scheduler, _longCount) = (scheduler, longCount);
        _reading = Read();
    }

    public FrameworkId Id => _scheduler.FrameworkId;

    /// <summary>Ran, and then were told lost; after <see cref="Settle"/> also those that were launched and never heard of again.</summary>
    public int Lost => Count(task => (task.Ran != 0 && task.Ends.Contains(TaskState.Lost)) || (_settled && !task.IsLong && task.Ends.Count == 0));

    /// <summary>Were told two different ends.</summary>
    public int Conflicting => Count(task => task.Ends.Distinct().Count() > 1);

    /// <summary>Were launched with an offer that had died with its grain, and are told so without having run.</summary>
    public int Refused => Count(task => task.Ran == 0 && task.Ends.Contains(TaskState.Lost));

    /// <summary>Subscribes and waits until the long tasks run.</summary>
    public static async Task<FailoverFramework> Start(MasterConnection connection, int longCount, CancellationToken cancel)
    {
        var framework = new FailoverFramework(
            await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = "failover", FailoverTimeout = 600 }, new SchedulerOptions { TeardownOnDispose = true }),
            longCount);
        await framework.Until(() => framework._tasks.Values.Count(task => task.IsLong && task.Ran != 0) == longCount, cancel);
        return framework;
    }

    /// <summary>The time stamp at which a short task that was launched later than this was first told to run on one of these slaves.</summary>
    public async Task<long> Runs(long launchedAfter, IReadOnlyCollection<SlaveId> slaves, CancellationToken cancel)
    {
        long first = 0;
        await Until(() => (first = _tasks.Values
            .Where(task => !task.IsLong && task.At > launchedAfter && task.Ran != 0 && slaves.Contains(task.Slave))
            .Select(task => task.Ran).DefaultIfEmpty(0).Min()) != 0, cancel);
        return first;
    }

    /// <summary>Launches no more, and waits for the ends of all short tasks as long as that may take.</summary>
    public async Task Settle(TimeSpan longest, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        lock (_gate)
        {
            _settling = true;
        }

        await Until(() => _tasks.Values.All(task => task.IsLong || task.Ends.Count > 0), limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        _settled = true;
    }

    public IReadOnlyCollection<SlaveId> Slaves()
    {
        lock (_gate)
        {
            return [.. _tasks.Values.Where(task => task.IsLong).Select(task => task.Slave).Distinct()];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _scheduler.DisposeAsync();
        _stop.Dispose();
    }

    private int Count(Func<Launched, bool> condition)
    {
        lock (_gate)
        {
            return _tasks.Values.Count(condition);
        }
    }

    private async Task Until(Func<bool> condition, CancellationToken cancel)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (condition())
                {
                    return;
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancel);
        }
    }

    private async Task Read()
    {
        await foreach (var happening in _scheduler.Events(_stop.Token))
        {
            lock (_gate)
            {
                switch (happening)
                {
                    case SchedulerEvent.OffersMade made:
                        _offers.AddRange(made.Offers);
                        break;
                    case SchedulerEvent.OfferRescinded gone:
                        _offers.RemoveAll(offer => offer.Id == gone.OfferId);
                        break;
                    case SchedulerEvent.Subscribed:
                        _offers.Clear();
                        break;
                    case SchedulerEvent.TaskUpdated { Update.Status: { IsReconciliation: false } status }:
                        Note(status);
                        break;
                    case SchedulerEvent.Error error:
                        throw new InvalidOperationException(error.Message);
                }

                Launch();
                _news.TrySetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Note(TaskStatus status)
    {
        if (!_tasks.TryGetValue(status.TaskId, out var task))
        {
            return;
        }

        if (status.State == TaskState.Running && task.Ran == 0)
        {
            task.Ran = Stopwatch.GetTimestamp();
        }
        else if (status.State.IsTerminal())
        {
            task.Ends.Add(status.State);
            if (_short.GetValueOrDefault(task.Slave) == task)
            {
                _short.Remove(task.Slave);
            }
        }
    }

    /// <summary>Offers of a slave that runs a short task are kept until that has ended.</summary>
    private void Launch()
    {
        foreach (var offer in _offers.ToArray())
        {
            if (offer.Hostname.StartsWith("emulated", StringComparison.Ordinal))
            {
                _offers.Remove(offer);
                _scheduler.Decline(offer, new Filters { RefuseSeconds = 3600 });
                continue;
            }

            if (_settling || _short.ContainsKey(offer.SlaveId))
            {
                continue;
            }

            _offers.Remove(offer);
            var tasks = new List<TaskInfo>();
            for (var i = 0; i < _longCount / FailoverCluster.AgentCount && _longLaunched < _longCount; i++, _longLaunched++)
            {
                tasks.Add(Task(offer, "sleep 100000", isLong: true));
            }

            tasks.Add(Task(offer, "sleep 0.1", isLong: false));
            _scheduler.Accept(offer, tasks, Filters.None);
        }
    }

    private TaskInfo Task(Offer offer, string command, bool isLong)
    {
        var id = new TaskId((++_number).ToString(CultureInfo.InvariantCulture));
        var launched = new Launched(offer.SlaveId, Stopwatch.GetTimestamp(), isLong);
        _tasks.Add(id, launched);
        if (!isLong)
        {
            _short[offer.SlaveId] = launched;
        }

        return new TaskInfo
        {
            Name = isLong ? "long" : "short",
            TaskId = id,
            SlaveId = offer.SlaveId,
            Resources = Each,
            Command = new CommandInfo { Value = command },
        };
    }

    private sealed record Launched(SlaveId Slave, long At, bool IsLong)
    {
        public long Ran { get; set; }

        public List<TaskState> Ends { get; } = [];
    }
}
