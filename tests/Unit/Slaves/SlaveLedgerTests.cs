using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

[Trait("Invariant", "4 no double use")]
public sealed class SlaveLedgerTests
{
    private static readonly FrameworkId Ann = new("F-0");
    private static readonly FrameworkId Bob = new("F-1");
    private static readonly Resources Total = Resources.Parse("cpus:4;mem:1024;ports:[1-10]");

    private readonly SlaveLedger _ledger = new();

    public SlaveLedgerTests() => _ledger.Reset(Total);

    [Fact]
    public void Offered_and_used_never_exceed_the_total_whatever_is_asked()
    {
        var piece = Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 1200], Gen.Int[1, 10], Gen.Int[0, 3]);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1], piece, Gen.Int[0, 100]).List[1, 40].Sample(steps =>
        {
            var ledger = new SlaveLedger();
            ledger.Reset(Total);
            var offers = new List<OfferId>();
            var tasks = new List<(FrameworkId Framework, Resources Resources)>();
            foreach (var (step, who, (cpus, mem, port, ports), pick) in steps)
            {
                var framework = who == 0 ? Ann : Bob;
                var version = ledger.Version;
                var wanted = Resources.Parse($"cpus:{cpus / 1000.0:0.###};mem:{mem}" + (ports == 0 ? "" : $";ports:[{port}-{Math.Min(10, port + ports)}]"));
                if (step == 0)
                {
                    var id = new OfferId($"O-{offers.Count}-{pick}-{version}");
                    var fits = !wanted.IsEmpty && ledger.Available.Contains(wanted);
                    Assert.Equal(fits, ledger.TryOffer(id, framework, wanted));
                    Assert.Equal(fits, ledger.Version > version);
                    if (fits)
                    {
                        offers.Add(id);
                    }
                }
                else if (step == 1 && offers.Count > 0)
                {
                    var id = offers[pick % offers.Count];
                    var owner = ledger.OwnerOf(id)!.Value;
                    var left = ledger.Take(id);
                    offers.Remove(id);
                    Assert.True(ledger.Take(id).IsEmpty);
                    Assert.True(ledger.Version > version);
                    if (LaunchValidation.Judge(new LaunchRequest(ASlave.Framework(owner), ATaskOf(wanted), left, ASlave.Info(), null)) is null)
                    {
                        ledger.Use(owner, wanted);
                        tasks.Add((owner, wanted));
                    }
                }
                else if (step == 2 && tasks.Count > 0)
                {
                    var task = tasks[pick % tasks.Count];
                    tasks.Remove(task);
                    ledger.Release(task.Framework, task.Resources);
                    Assert.True(ledger.Version > version);
                }

                Assert.True(Total.Contains(ledger.Used + ledger.Offered), $"{ledger.Used} used and {ledger.Offered} offered of {Total}");
                Assert.Equal(Total, ledger.Used + ledger.Offered + ledger.Available);
                Assert.Equal(tasks.Aggregate(Resources.Empty, (sum, task) => sum + task.Resources), ledger.Used);
                Assert.Equal(offers.Count, ledger.OfferCount);
                var shares = ledger.Report(new SlaveId("S-0"), Guid.Empty, true, false).Shares;
                Assert.Equal(ledger.Used + ledger.Offered, shares.Aggregate(Resources.Empty, (sum, share) => sum + share.Resources));
            }
        });
    }

    [Fact]
    public void Nothing_is_no_offer()
    {
        Assert.False(_ledger.TryOffer(new OfferId("O-0"), Ann, Resources.Empty));
        Assert.Equal(0, _ledger.OfferCount);
    }

    [Fact]
    public void Offers_are_listed_by_framework_and_end_once()
    {
        var (one, two) = (new OfferId("O-1"), new OfferId("O-2"));
        Assert.True(_ledger.TryOffer(one, Ann, Resources.Parse("cpus:1")));
        Assert.True(_ledger.TryOffer(two, Bob, Resources.Parse("cpus:2")));

        Assert.Equal([(two, Bob)], _ledger.Offers(Bob));
        Assert.Equal(2, _ledger.Offers().Length);
        Assert.Equal(Resources.Parse("cpus:1"), _ledger.Take(one));
        Assert.Null(_ledger.OwnerOf(one));
        Assert.Equal(Resources.Parse("cpus:2"), _ledger.Offered);
    }

    [Fact]
    public void A_report_tells_shares_and_tells_refusals_once_under_rising_versions()
    {
        _ledger.TryOffer(new OfferId("O-1"), Ann, Resources.Parse("cpus:1"));
        _ledger.Use(Ann, Resources.Parse("mem:24"));
        _ledger.Refuse(Bob, Resources.Parse("cpus:3"), 5, 7);
        _ledger.Refuse(Bob, Resources.Empty, 5, 7);

        var activation = new Guid("00000000-0000-0000-0000-00000000000a");
        var report = _ledger.Report(new SlaveId("S-0"), activation, true, true);
        Assert.Equal((new SlaveId("S-0"), activation, true, true), (report.SlaveId, report.Activation, report.Active, report.Checkpoint));
        Assert.Equal(Total, report.Total);
        Assert.Equal((Ann, Resources.Parse("cpus:1;mem:24")), (Assert.Single(report.Shares).FrameworkId, report.Shares[0].Resources));
        var refusal = Assert.Single(report.Refusals);
        Assert.Equal((Bob, Resources.Parse("cpus:3"), 5.0, 7L), (refusal.FrameworkId, refusal.Resources, refusal.RefuseSeconds, refusal.Revives));

        var next = _ledger.Report(new SlaveId("S-0"), activation, true, true);
        Assert.Empty(next.Refusals);
        Assert.True(next.Version > report.Version);
    }

    [Fact]
    public void A_reset_begins_anew_but_never_with_a_lower_version()
    {
        _ledger.TryOffer(new OfferId("O-1"), Ann, Resources.Parse("cpus:1"));
        _ledger.Use(Ann, Resources.Parse("cpus:1"));
        _ledger.Refuse(Ann, Resources.Parse("cpus:1"), 5, 0);
        var version = _ledger.Version;
        _ledger.Reset(Resources.Parse("cpus:2"));

        var report = _ledger.Report(new SlaveId("S-0"), Guid.Empty, true, false);
        Assert.True(report.Version > version);
        Assert.Empty(report.Shares);
        Assert.Empty(report.Refusals);
        Assert.Equal(Resources.Parse("cpus:2"), _ledger.Available);
    }

    [Fact]
    public void A_slave_that_came_back_smaller_than_what_runs_offers_nothing_of_what_is_overdrawn()
    {
        _ledger.Reset(Resources.Parse("cpus:1;mem:64"));
        _ledger.Use(Ann, Resources.Parse("cpus:2"));

        Assert.False(_ledger.TryOffer(new OfferId("O-1"), Bob, Resources.Parse("cpus:0.1")));
        Assert.True(_ledger.TryOffer(new OfferId("O-2"), Bob, Resources.Parse("mem:64")));
    }

    private static TaskInfo ATaskOf(Resources resources) => ASlave.Task("t") with { Resources = resources };
}
