using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class HealthProbeTests
{
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
        var probe = new HealthProbe(missesMax);
        var seen = "";
        foreach (var step in steps)
        {
            if (step == 'h')
            {
                probe.Heard();
            }
            else
            {
                seen += probe.Tick().ToString()[0];
            }
        }

        Assert.Equal(verdicts, seen);
    }

    [Fact]
    public void A_slave_without_a_session_is_silent_however_long_and_never_removed_here()
    {
        var probe = new HealthProbe(1);

        Assert.All(Enumerable.Range(0, 10).Select(_ => probe.Tick()), verdict => Assert.Equal(ProbeVerdict.Silent, verdict));
    }

    [Fact]
    public void Frameworks_are_reminded_at_every_twentieth_tick()
    {
        var probe = new HealthProbe(1);

        Assert.Equal([20, 40, 60], Enumerable.Range(1, 60).Where(_ =>
        {
            probe.Tick();
            return probe.Reminds;
        }));
    }
}
