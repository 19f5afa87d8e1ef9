using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Support;

/// <summary>A framework that launches what a test wants as soon as it is offered enough, and remembers what it was told.</summary>
public sealed class TestFramework : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly MesosScheduler _scheduler;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly List<SchedulerEvent> _events = [];
    private readonly List<Offer> _offers = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestFramework(MesosScheduler scheduler)
    {
        _scheduler = scheduler;
        _reading = Read();
    }

    public MesosScheduler Scheduler => _scheduler;

    /// <summary>Everything so far, in order.</summary>
    public IReadOnlyList<SchedulerEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public static async Task<TestFramework> Subscribe(string master, FrameworkInfo? info = null, SchedulerOptions? options = null)
    {
        try
        {
            // A silo that a test has just harmed, or a busy machine, does not take the connection at the first try.
            var patient = (options ?? new SchedulerOptions()) with { WaitForMaster = true };
            return new(await MesosScheduler.Subscribe(master, info ?? new FrameworkInfo { Name = "test" }, patient).WaitAsync(Limit));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no framework could subscribe at {master} within {Limit}");
        }
    }

    /// <summary>Command tasks, by ID.</summary>
    public static TaskInfo Command(string id, string command, string resources = "cpus:0.1;mem:16") => new()
    {
        Name = id,
        TaskId = new TaskId(id),
        SlaveId = new SlaveId(""),
        Resources = Resources.Parse(resources),
        Command = new CommandInfo { Value = command },
    };

    /// <summary>Tasks of one executor, which is started by a command.</summary>
    public static TaskInfo OfExecutor(string id, string command, string data) => new()
    {
        Name = id,
        TaskId = new TaskId(id),
        SlaveId = new SlaveId(""),
        Resources = Resources.Parse("cpus:0.01;mem:16"),
        Executor = new ExecutorInfo { ExecutorId = new ExecutorId("it"), Command = new CommandInfo { Value = command }, Resources = Resources.Parse("cpus:0.1;mem:64") },
        Data = [.. System.Text.Encoding.ASCII.GetBytes(data)],
    };

    /// <summary>The states that were told of a task, in order, without answers to reconciliation.</summary>
    public IReadOnlyList<TaskStatus> StatusesOf(string task) =>
        [.. Events.OfType<SchedulerEvent.TaskUpdated>()
            .Select(told => told.Update.Status)
            .Where(status => status.TaskId.Value == task && !status.IsReconciliation)];

    /// <summary>The terminal states that were told of a task: it is an error of ours if there is more than one.</summary>
    public IReadOnlyList<TaskState> EndsOf(string task) =>
        [.. StatusesOf(task).Select(status => status.State).Where(state => state.IsTerminal())];

    /// <summary>The next offer that is not used yet; it is the caller's then.</summary>
    public async Task<Offer> Offer()
    {
        Offer? taken = null;
        await Until("an offer", () =>
        {
            taken = _offers.FirstOrDefault();
            return taken is not null && _offers.Remove(taken);
        });
        return taken!;
    }

    /// <summary>Launches the tasks, spread over the offers that come.</summary>
    public async Task Launch(params IEnumerable<TaskInfo> tasks)
    {
        var waiting = new Queue<TaskInfo>(tasks);
        while (waiting.Count > 0)
        {
            var offer = await Offer();
            var left = offer.Resources;
            var fitting = new List<TaskInfo>();
            while (waiting.TryPeek(out var next) && left.Contains(next.Resources))
            {
                left -= next.Resources;
                fitting.Add(waiting.Dequeue() with { SlaveId = offer.SlaveId });
            }

            _scheduler.Accept(offer, fitting, Filters.None);
        }
    }

    /// <summary>Waits until the task is in the state, or in a terminal one, and answers its newest status.</summary>
    public async Task<TaskStatus> Reaches(string task, TaskState state)
    {
        TaskStatus? last = null;
        await Until($"task {task} in {state}", () =>
        {
            last = StatusesOf(task).LastOrDefault(status => status.State == state || status.State.IsTerminal());
            return last is not null;
        });
        return last!;
    }

    /// <summary>Waits until the tasks have ended.</summary>
    public Task End(IEnumerable<string> tasks)
    {
        var all = tasks.ToHashSet();
        return Until($"the end of {all.Count} tasks", () =>
        {
            foreach (var told in _events.OfType<SchedulerEvent.TaskUpdated>().Where(told => told.Update.Status.State.IsTerminal()))
            {
                all.Remove(told.Update.Status.TaskId.Value);
            }

            return all.Count == 0;
        });
    }

    /// <summary>Waits for an event.</summary>
    public async Task<T> Sees<T>(Func<T, bool>? condition = null) where T : SchedulerEvent
    {
        T? seen = null;
        await Until(typeof(T).Name, () =>
            (seen = _events.OfType<T>().FirstOrDefault(happening => condition?.Invoke(happening) ?? true)) is not null);
        return seen!;
    }

    /// <summary>Waits until what was told satisfies the condition; it is looked at after each event.</summary>
    public async Task Until(string expected, Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
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

            try
            {
                await news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"expected within {Limit}: {expected}; told so far:\n{string.Join('\n', Events.TakeLast(30))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _scheduler.DisposeAsync().AsTask().WaitAsync(Limit);
        _stop.Dispose();
    }

    private async Task Read()
    {
        await foreach (var happening in _scheduler.Events(_stop.Token))
        {
            lock (_gate)
            {
                _events.Add(happening);
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
                }

                _news.TrySetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
