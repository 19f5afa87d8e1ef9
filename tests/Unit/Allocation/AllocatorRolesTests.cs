using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>
/// Roles, their weights and reservations, and accounts of frameworks that ledgers know before or after the allocator does.
/// </summary>
public sealed class AllocatorRolesTests
{
    private readonly AllocatorScene _scene = new(("ads", 2), ("web", 1));

    [Fact]
    public void A_role_is_offered_its_reserved_resources_with_everybodys()
    {
        _scene.Framework("A", "ads");
        _scene.Slave("s", "cpus:1;mem:100;cpus(ads):2;mem(web):900");
        Assert.Equal(["A@s cpus(*):1; cpus(ads):2; mem(*):100"], _scene.Propose());
    }

    [Fact]
    public void What_is_reserved_for_another_role_goes_to_that_role_alone()
    {
        _scene.Framework("A");
        _scene.Framework("W", "web");
        _scene.Slave("s", "cpus:1;mem:100;cpus(web):2;mem(web):200");
        Assert.Equal(["A@s cpus(*):1; mem(*):100", "W@s cpus(web):2; mem(web):200"], _scene.Propose());
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void Reservations_of_a_role_that_nobody_has_are_offered_to_nobody()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus(web):2;mem(web):200");
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void Reserved_resources_do_not_count_in_shares()
    {
        _scene.Framework("A", "ads");
        _scene.Framework("W", "web");
        _scene.Slave("reserved", "cpus(ads):8;mem(ads):8192", held: ("A", "cpus(ads):8;mem(ads):8192"));
        _scene.Slave("s", "cpus:1;mem:100");
        Assert.Equal(["A@s cpus(*):1; mem(*):100"], _scene.Propose());
    }

    [Fact]
    public void Roles_get_by_weight_and_frameworks_in_a_role_alike()
    {
        _scene.Framework("A1", "ads");
        _scene.Framework("A2", "ads");
        _scene.Framework("W", "web");
        for (var i = 0; i < 12; i++)
            _scene.Slave($"s{i:00}", "cpus:1;mem:100");

        var got = _scene.Offer().CountBy(text => text[..text.IndexOf('@', StringComparison.Ordinal)]).ToDictionary();
        Assert.Equal(4, got["A1"]);
        Assert.Equal(4, got["A2"]);
        Assert.Equal(4, got["W"]);
    }

    [Fact]
    public void A_role_of_many_frameworks_gets_no_more_than_a_role_of_one()
    {
        var scene = new AllocatorScene(("ads", 1), ("web", 1));
        foreach (var name in new[] { "A1", "A2", "A3" })
            scene.Framework(name, "ads");
        scene.Framework("W", "web");
        for (var i = 0; i < 12; i++)
            scene.Slave($"s{i:00}", "cpus:1;mem:100");
        Assert.Equal(6, scene.Offer().Count(text => text.StartsWith('W')));
    }

    [Fact]
    public void What_a_framework_that_is_away_holds_counts_for_its_role()
    {
        var scene = new AllocatorScene(("ads", 1), ("web", 1));
        scene.Framework("A1", "ads");
        scene.Framework("A2", "ads");
        scene.Framework("W", "web");
        scene.Slave("held", "cpus:8;mem:8192", held: ("A1", "cpus:8;mem:8192"));
        scene.Framework("A1", "ads", active: false);
        scene.Slave("s", "cpus:1;mem:100");
        Assert.Equal(["W@s cpus(*):1; mem(*):100"], scene.Propose());
    }

    [Fact]
    public void What_a_ledger_showed_before_its_framework_reported_counts()
    {
        _scene.Slave("held", "cpus:8;mem:8192", held: ("A", "cpus:8;mem:8192"));
        _scene.Framework("A");
        _scene.Framework("B");
        _scene.Slave("s", "cpus:1;mem:100");
        Assert.Equal(["B@s cpus(*):1; mem(*):100"], _scene.Propose());
    }

    [Fact]
    public void What_a_framework_of_the_past_holds_goes_without_a_trace()
    {
        var scene = new AllocatorScene(("ads", 1), ("web", 1));
        scene.Framework("A", "ads");
        scene.Slave("held", "cpus:8;mem:8192", held: ("A", "cpus:8;mem:8192"));
        scene.Allocator.RemoveFramework(new FrameworkId("A"));
        scene.Framework("B", "ads");
        scene.Framework("W", "web");
        scene.Slave("held", "cpus:8;mem:8192");

        // Equal halves: had the release been counted twice, or not at all, one role would get more.
        for (var i = 0; i < 7; i++)
            scene.Slave($"s{i}", "cpus:8;mem:8192");
        Assert.Equal(4, scene.Propose().Count(text => text.StartsWith('W')));
    }

    [Fact]
    public void A_framework_that_ended_is_forgotten_with_the_last_ledger_that_names_it()
    {
        _scene.Framework("A");
        _scene.Slave("s", "cpus:4;mem:1024", held: ("A", "cpus:1;mem:100"));
        _scene.Propose();
        _scene.Allocator.RemoveFramework(new FrameworkId("A"));
        Assert.Equal(1, _scene.Allocator.AccountCount);
        _scene.Slave("s", "cpus:4;mem:1024");
        Assert.Equal(0, _scene.Allocator.AccountCount);
    }

    [Fact]
    public void A_framework_that_comes_with_another_role_takes_its_account_along()
    {
        var scene = new AllocatorScene(("ads", 1), ("web", 1));
        scene.Slave("held", "cpus:8;mem:8192", held: ("A", "cpus:8;mem:8192"));
        scene.Framework("A", "ads");
        scene.Framework("A", "web");
        scene.Framework("B", "ads");
        scene.Framework("W", "web");
        scene.Slave("s", "cpus:1;mem:100");
        Assert.Equal(["B@s cpus(*):1; mem(*):100"], scene.Propose());
    }

    [Fact]
    public void A_framework_whose_role_was_taken_away_is_offered_nothing_and_harms_nobody()
    {
        _scene.Framework("A", "gone");
        _scene.Framework("B");
        _scene.Slave("s", "cpus:4;mem:1024", held: ("A", "cpus:1;mem:100"));
        Assert.Equal(["B@s cpus(*):3; mem(*):924"], _scene.Offer());
        _scene.Return("A", "s", "cpus:1;mem:100");
        Assert.Equal(["B@s cpus(*):1; mem(*):100"], _scene.Offer());
    }
}
