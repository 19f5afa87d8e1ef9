using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>What the collection of sandboxes depends on.</summary>
/// <param name="WorkDirectory">Full path; everything that is scheduled lies below it.</param>
/// <param name="Delay"><c>--gc_delay</c>.</param>
/// <param name="Headroom"><c>--gc_disk_headroom</c>.</param>
/// <param name="DiskWatchInterval"><c>--disk_watch_interval</c>.</param>
internal sealed record CollectorSettings(string WorkDirectory, TimeSpan Delay, decimal Headroom, TimeSpan DiskWatchInterval);

/// <summary>
/// Carries a <see cref="GcSchedule"/> out. A directory is moved away first, under the lock, so that whoever unschedules one has it whole or finds its
/// place empty; then <c>rm</c> deletes what was moved, which follows no link even if somebody puts one there meanwhile, and leaves what is mounted there alone.
/// </summary>
internal sealed partial class SandboxCollectorService(
    CollectorSettings settings, ProgramClient programs, Func<string, decimal> diskUsed, TimeProvider time, ILogger<SandboxCollectorService> log)
    : BackgroundService, IGarbageCollector
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock _gate = new();
    private readonly GcSchedule _schedule = new(settings.Delay, settings.Headroom);
    private readonly Channel<bool> _earlier = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly string _trash = Path.Combine(settings.WorkDirectory, "gc");
    private DateTimeOffset _nextLook = DateTimeOffset.MaxValue;

    public void Schedule(string path, DateTimeOffset modified)
    {
        bool isEarlier;
        lock (_gate)
        {
            try
            {
                // So that the age is known after a restart, too.
                Directory.SetLastWriteTimeUtc(path, modified.UtcDateTime);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogCannotTouch(log, path, e.Message);
            }

            _schedule.Schedule(path, modified);
            isEarlier = _schedule.NextDue < _nextLook;
        }

        if (isEarlier)
        {
            _earlier.Writer.TryWrite(true);
        }
    }

    public bool Unschedule(string path)
    {
        lock (_gate)
        {
            return _schedule.Unschedule(path);
        }
    }

    /// <summary>How many directories wait for their end.</summary>
    public int Scheduled
    {
        get
        {
            lock (_gate)
            {
                return _schedule.Count;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            // What a former agent has moved away and did not get to delete.
            await Empty(stop);
            while (true)
            {
                await Collect(stop);
                await Wait(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task Collect(CancellationToken stop)
    {
        var used = Used();
        var bin = Path.Combine(_trash, Guid.NewGuid().ToString("N"));
        int moved;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var age = _schedule.AllowedAge(used);
            moved = Move([.. _schedule.TakeDue(now), .. _schedule.TakeOlderThan(age, now)], bin);
        }

        if (moved > 0)
        {
            LogCollected(log, moved, used);
            await Empty(stop);
        }
    }

    private decimal Used()
    {
        try
        {
            return diskUsed(settings.WorkDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoUsage(log, e.Message);
            return 0;
        }
    }

    private int Move(IReadOnlyList<string> paths, string bin)
    {
        var moved = 0;
        foreach (var path in paths)
        {
            try
            {
                Directory.CreateDirectory(_trash, OwnersOnly);
                Directory.CreateDirectory(bin, OwnersOnly);
                Directory.Move(path, Path.Combine(bin, moved.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                moved++;
            }
            catch (DirectoryNotFoundException)
            {
                // It went with one that it was in.
                continue;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // As in Mesos it is forgotten.
                LogCannotDelete(log, path, e.Message);
            }
        }

        return moved;
    }

    private async Task Empty(CancellationToken stop)
    {
        if (!Directory.Exists(_trash))
        {
            return;
        }

        var said = Path.Combine(settings.WorkDirectory, "gc.stderr");
        if (await programs.Run(["rm", "-rf", "--one-file-system", "--", _trash], settings.WorkDirectory, "/dev/null", said, stop) is { } failure)
        {
            LogCannotDelete(log, _trash, $"{failure}, see {said}");
        }
        else
        {
            File.Delete(said);
        }
    }

    private async Task Wait(CancellationToken stop)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TimeSpan pause;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var untilDue = _schedule.NextDue is { } due ? due - now : TimeSpan.MaxValue;
            pause = untilDue < TimeSpan.Zero ? TimeSpan.Zero : untilDue < settings.DiskWatchInterval ? untilDue : settings.DiskWatchInterval;
            _nextLook = now + pause;
        }

        var alarm = Task.Delay(pause, time, woken.Token);
        if (time.GetUtcNow() < _nextLook)
        {
            await Task.WhenAny(alarm, _earlier.Reader.WaitToReadAsync(woken.Token).AsTask());
        }

        await woken.CancelAsync();
        stop.ThrowIfCancellationRequested();
        _earlier.Reader.TryRead(out _);
    }
}
