using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>Rules 7.1 to 7.6 and 7.9 of Mesos 0.19's allocator, and where we differ.</summary>
public sealed class HierarchicalAllocatorTests
{
    private readonly AllocatorScene _scene = new();

    [Fact]
    public void One_framework_is_offered_everything()
    {
        _scene.Framework("A");
        _scene.Slave("s1", "cpus:4;mem:1024;disk:100;ports:[31000-32000]");
        _scene.Slave("s2", "cpus:2;mem:512");
        Assert.Equal(
            ["A@s1 cpus(*):4; disk(*):100; mem(*):1024; ports(*):[31000-32000]", "A@s2 cpus(*):2; mem(*):512"], _scene.Propose());
    }

    [Fact]
    public void Shares_are_computed_anew_after_each_slave_so_that_nobody_gets_all()
    {
        _scene.Frameworks("A", "B");
        for (var i = 1; i <= 4; i++)
            _scene.Slave($"s{i}", "cpus:1;mem:100");
        Assert.Equal(["A@s1", "B@s2", "A@s3", "B@s4"], _scene.Propose().Select(text => text[..4]));
    }

    [Fact]
    public void The_papers_example_ends_with_three_tasks_of_A_and_two_of_B()
    {
        (string Framework, string Task)[] users = [("A", "cpus:1;mem:4096"), ("B", "cpus:3;mem:1024")];
        _scene.Frameworks("A", "B");
        _scene.Slave("s", "cpus:9;mem:18432");
        for (var round = 0; round < 20; round++)
        {
            foreach (var offer in _scene.Offer())
            {
                var (framework, task) = users.Single(user => offer.StartsWith(user.Framework, StringComparison.Ordinal));
                var offered = Resources.Parse(offer[(offer.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                var rest = offered.Contains(Resources.Parse(task)) ? offered - Resources.Parse(task) : offered;
                _scene.Decline(framework, "s", rest.ToString(), 0);
            }

            if (_scene.Allocator.NextWake is { } wake && wake > _scene.Now)
                _scene.Pass((wake - _scene.Now).TotalSeconds);
        }

        Assert.Equal(Resources.Parse("cpus:3;mem:12288"), _scene.HeldBy("A"));
        Assert.Equal(Resources.Parse("cpus:6;mem:2048"), _scene.HeldBy("B"));
    }

    [Theory]
    [InlineData("cpus:0.1;mem:33", true)]
    [InlineData("cpus:0.099;mem:33", false)]
    [InlineData("cpus:1;mem:32", false)]
    [InlineData("cpus:1;mem:32.999", false)]
    [InlineData("mem:1024", false)]
    [InlineData("cpus:4", false)]
    [InlineData("disk:1000;ports:[1-9]", false)]
    public void Too_little_is_not_offered(string total, bool offered)
    {
        _scene.Framework("A");
        _scene.Slave("s", total);
        Assert.Equal(offered ? 1 : 0, _scene.Propose().Length);
    }

    [Fact]
    public void What_is_held_is_not_offered()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus:4;mem:1024;ports:[1-9]", held: ("B", "cpus:1;mem:24;ports:[3-4]"));
        Assert.Equal(["A@s cpus(*):3; mem(*):1000; ports(*):[1-2, 5-9]"], _scene.Propose());
    }

    [Fact]
    public void A_slave_that_holds_more_than_it_has_offers_nothing_negative()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus:4;mem:1024;disk:10", held: ("B", "disk:20"));
        Assert.Equal(["A@s cpus(*):4; mem(*):1024"], _scene.Propose());
        _scene.Slave("s", "cpus:4;mem:1024", held: ("B", "cpus:5"));
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void A_proposal_is_not_made_again_until_its_ledger_has_spoken()
    {
        _scene.Frameworks("A", "B");
        _scene.Slave("s", "cpus:4;mem:1024");
        Assert.Single(_scene.Propose());
        Assert.Empty(_scene.Propose());
        _scene.Framework("C");
        Assert.Empty(_scene.Propose());

        // The ledger did not take it: nobody holds anything, and it was B's turn by the number of allocations.
        _scene.Report("s");
        Assert.Equal(["B@s cpus(*):4; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void What_comes_back_is_offered_at_once()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus:4;mem:1024");
        _scene.Offer();
        Assert.Empty(_scene.Offer());
        _scene.Return("A", "s", "cpus:1;mem:256");
        Assert.Equal(["A@s cpus(*):1; mem(*):256"], _scene.Offer());
    }

    [Fact]
    public void A_slave_that_is_not_active_is_not_offered_until_it_is()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus:4;mem:1024", active: false);
        Assert.Empty(_scene.Propose());
        _scene.Slave("s", "cpus:4;mem:1024");
        Assert.Single(_scene.Propose());
    }

    [Fact]
    public void A_slave_that_was_removed_is_not_offered()
    {
        _scene.Framework("A");
        _scene.Slave("s1", "cpus:4;mem:1024");
        _scene.Slave("s2", "cpus:4;mem:1024");
        _scene.Allocator.RemoveSlave(new SlaveId("s1"));
        Assert.Equal(["A@s2 cpus(*):4; mem(*):1024"], _scene.Propose());
        _scene.Framework("B");
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void What_was_held_on_a_removed_slave_does_not_count()
    {
        _scene.Slave("gone", "cpus:8;mem:8192", held: ("A", "cpus:8;mem:8192"));
        _scene.Slave("other", "cpus:8;mem:8192", held: ("B", "cpus:1;mem:8192"));
        _scene.Frameworks("A", "B");
        _scene.Allocator.RemoveSlave(new SlaveId("gone"));
        _scene.Slave("s", "cpus:1;mem:1024");
        Assert.Equal(["A@s cpus(*):1; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void A_checkpointing_framework_is_offered_checkpointing_slaves_only()
    {
        _scene.Framework("A", checkpoint: true);
        _scene.Slave("plain", "cpus:4;mem:1024");
        _scene.Slave("safe", "cpus:4;mem:1024", checkpoint: true);
        Assert.Equal(["A@safe cpus(*):4; mem(*):1024"], _scene.Propose());
        _scene.Framework("B");
        Assert.Equal(["B@plain cpus(*):4; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void A_framework_that_no_longer_checkpoints_is_offered_the_other_slaves()
    {
        _scene.Framework("A", checkpoint: true);
        _scene.Slave("plain", "cpus:4;mem:1024");
        Assert.Empty(_scene.Propose());
        _scene.Framework("A", checkpoint: false);
        Assert.Single(_scene.Propose());
    }

    [Fact]
    public void A_framework_that_is_away_is_offered_nothing_until_it_returns()
    {
        _scene.Framework("A", active: false);
        _scene.Slave("s", "cpus:4;mem:1024");
        Assert.Empty(_scene.Propose());
        _scene.Framework("A");
        Assert.Single(_scene.Propose());
        _scene.Framework("A", active: false);
        _scene.Report("s");
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void A_framework_that_ended_is_offered_nothing()
    {
        _scene.Framework("A");
        _scene.Allocator.RemoveFramework(new FrameworkId("A"));
        _scene.Slave("s", "cpus:4;mem:1024");
        Assert.Empty(_scene.Propose());
        _scene.Allocator.RemoveFramework(new FrameworkId("A"));
    }

    [Fact]
    public void Equal_shares_go_by_the_number_of_allocations()
    {
        _scene.Frameworks("A", "B", "C");
        _scene.Slave("s", "cpus:4;mem:1024");
        var turns = new List<char>();
        for (var i = 0; i < 6; i++)
        {
            var framework = _scene.Offer().Single()[0];
            turns.Add(framework);
            _scene.Return(framework.ToString(), "s", "cpus:4;mem:1024");
        }

        Assert.Equal("ABCABC", new string([.. turns]));
    }

    [Fact]
    public void A_framework_that_returns_counts_its_allocations_from_zero()
    {
        _scene.Frameworks("A", "B");
        _scene.Slave("s", "cpus:4;mem:1024");
        _scene.Offer();
        _scene.Return("A", "s", "cpus:4;mem:1024");
        _scene.Framework("A", active: false);
        _scene.Framework("A");
        Assert.Equal(["A@s cpus(*):4; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void A_weight_that_is_no_positive_number_is_refused()
    {
        foreach (var weight in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            var error = Assert.Throws<ArgumentException>(() => new AllocatorScene(("ads", weight)));
            Assert.Contains("'ads'", error.Message, StringComparison.Ordinal);
        }
    }
}
