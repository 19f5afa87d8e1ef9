using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using Xunit;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class SlaveRecoveryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    [Fact]
    public void Who_does_not_come_back_in_time_is_late_and_nobody_before()
    {
        var recovery = Recovering(total: 3);
        recovery.Back(Slave(1));

        Assert.IsType<RecoveryVerdict.Wait>(recovery.Judge(Start + Timeout - TimeSpan.FromTicks(1)));
        Assert.Equal([Slave(0), Slave(2)], Late(recovery.Judge(Start + Timeout)));
        Assert.Equal(0, recovery.Count);
        Assert.IsType<RecoveryVerdict.Wait>(recovery.Judge(Start.AddDays(1)));
    }

    [Fact]
    public void When_all_are_back_nothing_happens_at_the_deadline()
    {
        var recovery = Recovering(total: 2);
        recovery.Back(Slave(0));
        recovery.Back(Slave(1));

        Assert.IsType<RecoveryVerdict.Wait>(recovery.Judge(Start + Timeout));
    }

    [Theory]
    [InlineData(100, 10, 10, false)]
    [InlineData(50, 10, 5, false)]
    [InlineData(50, 10, 6, true)]
    [InlineData(0, 10, 1, true)]
    [InlineData(0, 10, 0, false)]
    [InlineData(33.3, 3, 1, true)]
    [InlineData(33.4, 3, 1, false)]
    [InlineData(0, 0, 0, false)]
    public void A_share_beyond_the_limit_is_refused_and_nobody_removed(double limit, int total, int late, bool refused)
    {
        var recovery = new SlaveRecovery(Timeout, (decimal)limit);
        recovery.Begin(Enumerable.Range(0, total).Select(Slave), total, Start);
        for (var i = late; i < total; i++)
        {
            recovery.Back(Slave(i));
        }

        var verdict = recovery.Judge(Start + Timeout);

        if (refused)
        {
            Assert.Equal(new RecoveryVerdict.Refuse(late, total), verdict);
            Assert.Equal(late, recovery.Count);
        }
        else
        {
            Assert.Equal(late, verdict is RecoveryVerdict.Remove ? Late(verdict).Length : 0);
        }
    }

    [Fact]
    public void The_share_is_of_the_registry_as_it_was_read_however_many_were_admitted_since()
    {
        var recovery = new SlaveRecovery(Timeout, 50);
        recovery.Begin([Slave(0), Slave(1)], 2, Start);
        for (var i = 2; i < 100; i++)
        {
            recovery.Await(Slave(i), Start);
            recovery.Back(Slave(i));
        }

        Assert.Equal(new RecoveryVerdict.Refuse(2, 2), recovery.Judge(Start + Timeout));
    }

    [Fact]
    public void A_recovery_begins_the_time_anew_for_all_that_are_waited_for()
    {
        var recovery = Recovering(total: 2);
        recovery.Await(Slave(2), Start);

        recovery.Begin([Slave(0)], 3, Start.AddMinutes(9));

        Assert.IsType<RecoveryVerdict.Wait>(recovery.Judge(Start.AddMinutes(18)));
        Assert.Equal([Slave(0), Slave(1), Slave(2)], Late(recovery.Judge(Start.AddMinutes(19))));
    }

    [Fact]
    public void A_single_slave_without_a_session_has_its_own_time_and_counts_in_no_share()
    {
        var recovery = new SlaveRecovery(Timeout, 0);
        recovery.Await(Slave(7), Start.AddMinutes(1));
        recovery.Await(Slave(7), Start.AddMinutes(5));
        recovery.Await(Slave(8), Start.AddMinutes(2));

        Assert.Equal([Slave(7)], Late(recovery.Judge(Start.AddMinutes(11))));
        Assert.Equal([Slave(8)], Late(recovery.Judge(Start.AddMinutes(12))));
    }

    [Fact]
    public void Who_goes_missing_again_has_the_whole_time_again()
    {
        var recovery = new SlaveRecovery(Timeout, 100);
        recovery.Await(Slave(7), Start);
        recovery.Back(Slave(7));
        recovery.Await(Slave(7), Start.AddMinutes(5));

        Assert.IsType<RecoveryVerdict.Wait>(recovery.Judge(Start.AddMinutes(10)));
        Assert.Equal([Slave(7)], Late(recovery.Judge(Start.AddMinutes(15))));
    }

    [Fact]
    public void Who_is_waited_for_since_the_recovery_does_not_become_a_single_one()
    {
        var recovery = new SlaveRecovery(Timeout, 0);
        recovery.Begin([Slave(0)], 1, Start);
        recovery.Await(Slave(0), Start);

        Assert.Equal(new RecoveryVerdict.Refuse(1, 1), recovery.Judge(Start + Timeout));
    }

    private static SlaveRecovery Recovering(int total)
    {
        var recovery = new SlaveRecovery(Timeout, 100);
        recovery.Begin(Enumerable.Range(0, total).Select(Slave), total, Start);
        return recovery;
    }

    private static SlaveId Slave(int number) => new("S" + number.ToString(CultureInfo.InvariantCulture));

    private static SlaveId[] Late(RecoveryVerdict verdict) =>
        [.. Assert.IsType<RecoveryVerdict.Remove>(verdict).Slaves.OrderBy(slave => slave.Value, StringComparer.Ordinal)];
}
