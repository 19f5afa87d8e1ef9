using System.Threading.Channels;
using MesosOrleans.Sessions;
using Xunit;

namespace MesosOrleans.Tests.Unit.Sessions;

[Trait("Invariant", "7 no silent loss of input")]
public sealed class OutboxTests
{
    private readonly ArmedTime _time = new();
    private readonly Channel<(Batch<int> Batch, TaskCompletionSource<Receipt> Answer)> _line =
        Channel.CreateUnbounded<(Batch<int>, TaskCompletionSource<Receipt>)>();

    private readonly TaskCompletionSource<Receipt> _refused = new();
    private readonly List<Exception> _failures = [];
    private readonly Outbox<int> _outbox;

    public OutboxTests() => _outbox = new Outbox<int>(Send, receipt => _refused.SetResult(receipt), _time, _failures.Add);

    [Fact]
    public async Task What_is_added_while_a_batch_is_in_flight_travels_together_with_the_next()
    {
        _outbox.Add(0);
        var (first, answer) = await Sent();
        _outbox.Add(1);
        _outbox.Add(2);
        Assert.Equal(0, _line.Reader.Count);

        answer.SetResult(Receipt.Taken);
        var (second, _) = await Sent();
        Assert.Equal([0], first.Items);
        Assert.Equal((1, first.Stream), (second.First, second.Stream));
        Assert.Equal([1, 2], second.Items);
    }

    [Fact]
    public async Task A_batch_that_failed_is_sent_again_under_the_same_numbers()
    {
        _outbox.Add(0);
        var (first, answer) = await Sent();
        var failure = new TimeoutException("outcome unknown");
        answer.SetException(failure);
        await _time.Pass();

        var (again, _) = await Sent();
        Assert.Equal((first.Stream, first.First), (again.Stream, again.First));
        Assert.Equal([0], again.Items);
        Assert.Equal([failure], _failures);
    }

    [Fact]
    public async Task A_batch_whose_call_may_be_lost_is_sent_again_under_the_same_numbers_without_its_answer()
    {
        _outbox.Add(0);
        var (first, lost) = await Sent();
        _outbox.Repeat();
        await _time.Pass();

        var (again, answer) = await Sent();
        Assert.Equal((first.Stream, first.First), (again.Stream, again.First));
        _outbox.Add(1);
        lost.SetResult(Receipt.UnknownSession);
        answer.SetResult(Receipt.Taken);
        var (next, _) = await Sent();
        Assert.Equal(1, next.First);
        Assert.Equal([1], next.Items);
        Assert.False(_refused.Task.IsCompleted);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_busy_receiver_is_asked_again_after_growing_pauses_which_a_success_makes_short_again()
    {
        _outbox.Add(0);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            (await Sent()).Answer.SetResult(Receipt.Busy);
            pauses.Add(await _time.Pass());
        }

        Assert.Equal([20, 40, 80, 160, 320, 640, 1280, 2000, 2000], pauses.Select(pause => pause.TotalMilliseconds));
        (await Sent()).Answer.SetResult(Receipt.Taken);
        _outbox.Add(1);
        (await Sent()).Answer.SetResult(Receipt.Busy);
        Assert.Equal(TimeSpan.FromMilliseconds(20), await _time.Armed());
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Order_and_numbers_hold_through_failures()
    {
        var inbox = new Inbox();
        var taken = new List<int>();
        for (var i = 0; i < 50; i++)
        {
            _outbox.Add(i);
            var (batch, answer) = await Sent();
            taken.AddRange(inbox.Take(batch));
            if (i % 3 == 0)
            {
                // It arrived, but its answer did not.
                answer.SetException(new TimeoutException());
                await _time.Pass();
                (batch, answer) = await Sent();
                taken.AddRange(inbox.Take(batch));
            }

            var flushed = _outbox.Flush();
            answer.SetResult(Receipt.Taken);
            await flushed.Soon();
        }

        Assert.Equal(Enumerable.Range(0, 50), taken);
    }

    [Theory]
    [InlineData(Receipt.UnknownSession)]
    [InlineData(Receipt.Gone)]
    public async Task A_refused_outbox_sends_nothing_more_and_keeps_what_waits_for_its_close(Receipt receipt)
    {
        _outbox.Add(0);
        var (_, answer) = await Sent();
        _outbox.Add(1);
        answer.SetResult(receipt);

        Assert.Equal(receipt, await _refused.Task.Soon());
        _outbox.Add(2);
        Assert.Equal(3, _outbox.Count);
        Assert.Equal([0, 1, 2], _outbox.Close());
        Assert.Equal(0, _line.Reader.Count);
    }

    [Fact]
    public async Task A_closed_outbox_takes_no_more_and_is_not_refused()
    {
        _outbox.Add(0);
        var (_, answer) = await Sent();
        var flushed = _outbox.Flush();
        Assert.Equal([0], _outbox.Close());
        await flushed.Soon();
        _outbox.Add(1);
        answer.SetResult(Receipt.Gone);

        Assert.Equal(0, _outbox.Count);
        Assert.Empty(_outbox.Close());
        Assert.True(_outbox.Flush().IsCompletedSuccessfully);
        Assert.False(_refused.Task.IsCompleted);
    }

    [Fact]
    public async Task Flush_ends_when_what_was_added_before_is_answered_though_more_was_added_since()
    {
        Assert.True(_outbox.Flush().IsCompletedSuccessfully);
        _outbox.Add(0);
        var (_, answer) = await Sent();
        var flushed = _outbox.Flush();
        _outbox.Add(1);
        var later = _outbox.Flush();
        Assert.False(flushed.IsCompleted);

        answer.SetResult(Receipt.Taken);
        await flushed.Soon();
        var (_, second) = await Sent();
        Assert.False(later.IsCompleted);
        second.SetResult(Receipt.Taken);
        await later.Soon();
    }

    [Fact]
    public async Task A_batch_is_never_longer_than_its_bound()
    {
        _outbox.Add(0);
        var (_, answer) = await Sent();
        for (var i = 1; i <= Outbox<int>.BatchSizeMax + 5; i++)
        {
            _outbox.Add(i);
        }

        answer.SetResult(Receipt.Taken);
        var (full, next) = await Sent();
        next.SetResult(Receipt.Taken);
        var (rest, _) = await Sent();
        Assert.Equal((1, Outbox<int>.BatchSizeMax), (full.First, full.Items.Length));
        Assert.Equal((1 + Outbox<int>.BatchSizeMax, 5), (rest.First, rest.Items.Length));
    }

    private Task<Receipt> Send(Batch<int> batch)
    {
        var answer = new TaskCompletionSource<Receipt>();
        _line.Writer.TryWrite((batch, answer));
        return answer.Task;
    }

    private Task<(Batch<int> Batch, TaskCompletionSource<Receipt> Answer)> Sent() => _line.Reader.ReadAsync().AsTask().Soon();
}
