using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MesosOrleans.Tests.Unit.Sessions;

/// <summary>Time that stands until it is moved, and says when somebody begins to wait, so that it is never moved too early.</summary>
internal sealed class ArmedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _armed.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next wait that begins.</summary>
    public Task<TimeSpan> Armed() => _armed.Reader.ReadAsync().AsTask().Soon();

    /// <summary>Lets the next wait that begins end.</summary>
    public async Task<TimeSpan> Pass()
    {
        var wait = await Armed();
        Advance(wait);
        return wait;
    }
}

/// <summary>Turns a hang into a failure.</summary>
internal static class Soonness
{
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
