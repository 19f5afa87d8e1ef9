namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// One thread, a clock that jumps from event to event, and randomness from a seed: what runs in it runs the same way each time. Work has to
/// be begun by <see cref="Start"/>, so that what it awaits comes back here.
/// </summary>
internal sealed class SimulatedWorld(int seed) : TimeProvider
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Queue<Task> _ready = new();
    private long _now;
    private long _order;

    public Random Random { get; } = new(seed);

    public Scheduler Tasks => field ??= new Scheduler(this);

    /// <summary>How many events have happened.</summary>
    public int Events { get; private set; }

    public TimeSpan Now => TimeSpan.FromTicks(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void After(TimeSpan delay, Action happens) => _events.Enqueue(happens, (_now + delay.Ticks, _order++));

    public Task Delay(TimeSpan delay)
    {
        var passed = new TaskCompletionSource();
        After(delay, passed.SetResult);
        return passed.Task;
    }

    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Tasks).Unwrap();

    public TimeSpan Between(double fromMilliseconds, double toMilliseconds) =>
        TimeSpan.FromMilliseconds(fromMilliseconds + (Random.NextDouble() * (toMilliseconds - fromMilliseconds)));

    public Guid Draw()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>Lets things happen until something is so; false if nothing is left to happen, or not within the limits.</summary>
    public bool Run(Func<bool> until, TimeSpan limit, int events)
    {
        while (true)
        {
            while (_ready.TryDequeue(out var task))
                Tasks.Execute(task);
            if (until())
                return true;
            if (Events >= events || !_events.TryPeek(out _, out var next) || next.At > limit.Ticks)
                return false;

            _now = next.At;
            Events++;
            _events.Dequeue()();
        }
    }

    /// <summary>Runs everything on the world's thread, in the order in which it became ready.</summary>
    internal sealed class Scheduler(SimulatedWorld world) : TaskScheduler
    {
        public void Execute(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => world._ready.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => world._ready;
    }

    private sealed class Timer(SimulatedWorld world, Action callback) : ITimer
    {
        private int _turn;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var turn = ++_turn;
            if (dueTime != Timeout.InfiniteTimeSpan)
                world.After(dueTime, () => Fire(turn, period));
            return true;
        }

        public void Dispose() => _turn++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int turn, TimeSpan period)
        {
            if (turn != _turn)
                return;
            if (period > TimeSpan.Zero)
                world.After(period, () => Fire(turn, period));
            callback();
        }
    }
}
