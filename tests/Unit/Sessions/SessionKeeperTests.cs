using System.Threading.Channels;
using MesosOrleans.Sessions;
using Xunit;

namespace MesosOrleans.Tests.Unit.Sessions;

public sealed class SessionKeeperTests : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly ArmedTime _time = new();
    private readonly Channel<TaskCompletionSource<TimeSpan>> _opened = Channel.CreateUnbounded<TaskCompletionSource<TimeSpan>>();
    private readonly Channel<TaskCompletionSource<Receipt>> _asked = Channel.CreateUnbounded<TaskCompletionSource<Receipt>>();
    private readonly List<Exception> _failures = [];
    private readonly CancellationTokenSource _cancel = new();
    private readonly SessionKeeper _keeper;
    private readonly Task _run;

    public SessionKeeperTests()
    {
        _keeper = new SessionKeeper(_ => Call(_opened), () => Call(_asked), _failures.Add, _time);
        _run = _keeper.Run(_cancel.Token);
    }

    [Fact]
    public async Task A_session_that_cannot_be_opened_is_tried_again_after_a_pause()
    {
        var failure = new TimeoutException();
        (await Next(_opened)).SetException(failure);
        Assert.InRange(await _time.Pass(), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(75));
        (await Next(_opened)).SetException(failure);
        Assert.InRange(await _time.Pass(), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150));

        (await Next(_opened)).SetResult(Silence);
        Assert.Equal(Silence, await _time.Armed());
        Assert.Equal([failure, failure], _failures);
    }

    [Fact]
    public async Task After_a_silence_it_asks_and_a_session_that_stands_is_kept()
    {
        await Open();
        _time.Advance(Silence);
        (await Next(_asked)).SetResult(Receipt.Taken);

        Assert.Equal(Silence, await _time.Armed());
        Assert.Equal(0, _opened.Reader.Count);
    }

    [Fact]
    public async Task A_call_of_the_grain_puts_the_question_off()
    {
        await Open();
        _time.Advance(Silence / 2);
        _keeper.Heard();
        _time.Advance(Silence / 2);

        Assert.Equal(Silence / 2, await _time.Armed());
        Assert.Equal(0, _asked.Reader.Count);
    }

    [Fact]
    public async Task In_doubt_it_asks_at_once_and_again_until_there_is_an_answer()
    {
        await Open();
        _keeper.Doubt();
        (await Next(_asked)).SetException(new TimeoutException());
        await _time.Pass();
        (await Next(_asked)).SetResult(Receipt.Taken);

        Assert.Equal(Silence, await _time.Armed());
        Assert.Single(_failures);
    }

    [Fact]
    public async Task When_the_silos_change_it_does_not_wait_for_what_may_never_be_answered()
    {
        var lost = await Next(_opened);
        _keeper.Changed();
        await _time.Pass();
        (await Next(_opened)).SetResult(Silence);
        Assert.Equal(Silence, await _time.Armed());

        _keeper.Changed();
        var lostToo = await Next(_asked);
        _keeper.Changed();
        await _time.Pass();
        (await Next(_asked)).SetResult(Receipt.Taken);
        Assert.Equal(Silence, await _time.Armed());

        lost.SetException(new InvalidOperationException());
        lostToo.SetResult(Receipt.UnknownSession);
        Assert.All(_failures, failure => Assert.IsType<TimeoutException>(failure));
        Assert.Equal(0, _opened.Reader.Count);
    }

    [Fact]
    public async Task When_the_silos_change_a_long_pause_is_over_and_the_next_is_short_again()
    {
        for (var failure = 0; failure < 8; failure++)
        {
            (await Next(_opened)).SetException(new TimeoutException());
            await (failure < 7 ? _time.Pass() : _time.Armed());
        }

        _keeper.Changed();
        Assert.InRange(await _time.Pass(), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(75));
        (await Next(_opened)).SetException(new TimeoutException());
        Assert.InRange(await _time.Pass(), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(75));
    }

    [Fact]
    public async Task A_session_that_the_grain_does_not_know_is_opened_anew()
    {
        await Open();
        _keeper.Doubt();
        (await Next(_asked)).SetResult(Receipt.UnknownSession);

        await Open();
    }

    [Fact]
    public async Task A_broken_session_is_opened_anew_without_a_question()
    {
        await Open();
        _keeper.Broken();

        await Open();
        Assert.Equal(0, _asked.Reader.Count);
    }

    [Fact]
    public async Task Broken_while_its_question_fails_it_is_opened_anew()
    {
        await Open();
        _keeper.Doubt();
        var question = await Next(_asked);
        _keeper.Broken();
        question.SetException(new TimeoutException());
        await _time.Pass();

        await Open();
    }

    [Fact]
    public async Task The_end_of_the_session_ends_the_keeper_with_its_reason()
    {
        (await Next(_opened)).SetException(new SessionEndedException("the slave was removed"));

        Assert.Equal("the slave was removed", (await Assert.ThrowsAsync<SessionEndedException>(() => _run.Soon())).Message);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Cancelled_it_ends_so_whatever_the_attempt_under_way_throws()
    {
        var attempt = await Next(_opened);
        await _cancel.CancelAsync();
        attempt.SetException(new ObjectDisposedException("connection"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.Soon());
    }

    [Fact]
    public async Task Cancelled_while_it_watches_it_ends()
    {
        await Open();
        await _cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.Soon());
    }

    public void Dispose()
    {
        _cancel.Cancel();
        _keeper.Dispose();
        _cancel.Dispose();
    }

    private static Task<T> Call<T>(Channel<TaskCompletionSource<T>> calls)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        calls.Writer.TryWrite(answer);
        return answer.Task;
    }

    private static Task<TaskCompletionSource<T>> Next<T>(Channel<TaskCompletionSource<T>> calls) => calls.Reader.ReadAsync().AsTask().Soon();

    private async Task Open()
    {
        (await Next(_opened)).SetResult(Silence);
        Assert.Equal(Silence, await _time.Armed());
    }
}
