using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class StatusUpdateStreamTests
{
    private readonly StatusUpdateStream _stream = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void The_oldest_update_is_sent_again_after_10_s_then_after_twice_as_long_up_to_10_minutes()
    {
        _stream.Add(Update(1));
        _stream.Add(Update(2));
        Assert.Null(_stream.Retry(_now));
        foreach (var seconds in (int[])[10, 20, 40, 80, 160, 320, 600, 600])
        {
            _now += TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1);
            Assert.Null(_stream.Retry(_now));
            _now += TimeSpan.FromTicks(1);
            Assert.Equal(Uuid(1), _stream.Retry(_now)!.Uuid);
        }
    }

    [Fact]
    public void After_an_acknowledgement_the_next_one_has_the_short_pause_again()
    {
        _stream.Add(Update(1));
        _stream.Add(Update(2));
        _stream.Retry(_now);
        _now += TimeSpan.FromSeconds(10);
        _stream.Retry(_now);
        Assert.True(_stream.Acknowledge(Uuid(1)));

        Assert.Null(_stream.Retry(_now));
        Assert.Equal(Uuid(2), _stream.Retry(_now + TimeSpan.FromSeconds(10))!.Uuid);
    }

    [Fact]
    public void A_repeated_or_foreign_acknowledgement_changes_nothing()
    {
        _stream.Add(Update(1));
        _stream.Add(Update(2));
        Assert.True(_stream.Acknowledge(Uuid(1)));
        Assert.False(_stream.Acknowledge(Uuid(1)));
        Assert.False(_stream.Acknowledge(Uuid(9)));
        Assert.Equal([Uuid(2)], _stream.Pending.Select(update => update.Uuid));
    }

    [Fact]
    public void Nothing_is_sent_again_once_all_is_acknowledged()
    {
        _stream.Add(Update(1));
        _stream.Retry(_now);
        _stream.Acknowledge(Uuid(1));

        Assert.Null(_stream.Retry(_now + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Whatever_is_acknowledged_the_rest_stays_in_order() => Gen.Int[1, 12].Array[0, 12].Sample(acknowledged =>
    {
        var stream = new StatusUpdateStream();
        for (var i = 1; i <= 12; i++)
        {
            stream.Add(Update(i));
        }

        var last = 0;
        foreach (var number in acknowledged)
        {
            Assert.Equal(number > last, stream.Acknowledge(Uuid(number)));
            last = Math.Max(last, number);
        }

        Assert.Equal(Enumerable.Range(last + 1, 12 - last).Select(Uuid), stream.Pending.Select(update => update.Uuid));
    });

    private static Guid Uuid(int number) => ASlave.Uuid(number);

    private static StatusUpdate Update(int number) => new()
    {
        FrameworkId = new FrameworkId("F"),
        Uuid = Uuid(number),
        Status = new Protocol.TaskStatus { TaskId = new TaskId("t"), State = TaskState.Running },
    };
}
