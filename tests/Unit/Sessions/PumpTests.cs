using System.Threading.Channels;
using MesosOrleans.Sessions;
using Xunit;

namespace MesosOrleans.Tests.Unit.Sessions;

public sealed class PumpTests
{
    private readonly ArmedTime _time = new();
    private readonly Channel<TaskCompletionSource> _begun = Channel.CreateUnbounded<TaskCompletionSource>();
    private readonly List<Exception> _failures = [];
    private readonly Pump _pump;

    public PumpTests() => _pump = new Pump(Act, _time, _failures.Add);

    [Fact]
    public async Task Asked_many_times_meanwhile_it_acts_once_more_and_never_twice_at_a_time()
    {
        _pump.Raise();
        var first = await Begun();
        _pump.Raise();
        _pump.Raise();
        Assert.Equal(0, _begun.Reader.Count);

        first.SetResult();
        var second = await Begun();
        Assert.Equal(0, _begun.Reader.Count);

        // A third round only for a third reason.
        _pump.Raise();
        second.SetResult();
        await Begun();
    }

    [Fact]
    public async Task An_action_that_failed_is_repeated_though_nobody_asks_again()
    {
        _pump.Raise();
        var failure = new TimeoutException();
        (await Begun()).SetException(failure);
        await _time.Pass();

        (await Begun()).SetResult();
        Assert.Equal([failure], _failures);
    }

    [Fact]
    public async Task Stopped_it_begins_nothing_any_more()
    {
        _pump.Raise();
        var first = await Begun();
        _pump.Raise();
        _pump.Stop();
        first.SetResult();
        _pump.Raise();
        Assert.Equal(0, _begun.Reader.Count);
    }

    private Task Act()
    {
        // Continuations run where the result is set, so that nothing is under way when a test looks.
        var end = new TaskCompletionSource();
        _begun.Writer.TryWrite(end);
        return end.Task;
    }

    private Task<TaskCompletionSource> Begun() => _begun.Reader.ReadAsync().AsTask().Soon();
}
