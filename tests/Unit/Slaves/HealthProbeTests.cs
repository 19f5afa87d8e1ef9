using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class HealthProbeTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    /// <summary>h: the agent is heard; t: a period passes. The verdicts of the ticks: P ping, S silent, R remove.</summary>
    [Theory]
    [InlineData(3, "ht", "P")]
    [InlineData(3, "htt", "PS")]
    [InlineData(3, "httt", "PSS")]
    [InlineData(3, "htttt", "PSSR")]
    [InlineData(3, "hthttt", "PPSS")]
    [InlineData(3, "htttht", "PSSP")]
    [InlineData(3, "hththt", "PPP")]
    [InlineData(1, "htt", "PR")]
    [InlineData(2, "httt", "PSR")]
    [InlineData(2, "htththtt", "PSPPS")]
    public void The_miss_that_is_one_too_many_in_a_row_removes_the_slave(int missesMax, string steps, string verdicts)
    {
        var probe = new HealthProbe(missesMax, Start);
        var seen = "";
        foreach (var step in steps)
        {
            if (step == 'h')
            {
                probe.Heard();
            }
            else
            {
                seen += probe.Tick(Start).ToString()[0];
            }
        }

        Assert.Equal(verdicts, seen);
    }

    [Theory]
    [InlineData(-1, ProbeVerdict.Silent)]
    [InlineData(0, ProbeVerdict.Remove)]
    [InlineData(1, ProbeVerdict.Remove)]
    public void A_slave_without_a_session_has_until_its_deadline(int seconds, ProbeVerdict verdict) =>
        Assert.Equal(verdict, new HealthProbe(5, Start).Tick(Start.AddSeconds(seconds)));

    [Fact]
    public void A_slave_that_registered_is_judged_by_its_pings_and_not_by_the_deadline_of_before()
    {
        var probe = new HealthProbe(5, Start);
        probe.Heard();

        Assert.Equal(ProbeVerdict.Ping, probe.Tick(Start.AddDays(1)));
    }
}
