using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class ResourcesTests
{
    [Fact]
    public void Entries_are_sorted_by_name_role_and_type_whatever_the_order_given()
    {
        var resources = Resources.Of(
            Resource.OfSet("x", SetValue.Of("a")), Resource.Scalar("mem", 1000), Resource.Scalar("cpus", 1, "web"), Resource.Scalar("x", 5),
            Resource.Scalar("cpus", 2, "*"), Resource.OfRanges("x", Ranges.Parse("[1-2]")), Resource.Scalar("cpus", 3, "ads"));

        Assert.Equal("cpus(*):0.002; cpus(ads):0.003; cpus(web):0.001; mem(*):1; x(*):0.005; x(*):[1-2]; x(*):{a}", resources.ToString());
    }

    [Fact]
    public void Entries_of_one_identity_are_merged_and_nothings_dropped()
    {
        var resources = Resources.Of(
            Resource.Scalar("cpus", 1000), Resource.Scalar("cpus", 500), Resource.Scalar("mem", 0),
            Resource.Scalar("gpus", 5), Resource.Scalar("gpus", -5),
            Resource.OfRanges("ports", Ranges.Empty), Resource.OfSet("disks", SetValue.Empty));

        Assert.Equal("cpus(*):1.5", resources.ToString());
        Assert.True(Resources.Of().IsEmpty);
        Assert.Same(Resources.Empty, Resources.Of(Resource.Scalar("mem", 0)));
    }

    [Theory]
    [InlineData("cpus:1;mem:5", "cpus:2;mem:10", "cpus(*):3; mem(*):15")]
    [InlineData("cpus(role1):1;cpus(role3):1", "cpus(role2):3;cpus(role1):1", "cpus(role1):2; cpus(role2):3; cpus(role3):1")]
    [InlineData("disks:{sda1,sda2,sda3}", "disks:{sda1,sda4}", "disks(*):{sda1, sda2, sda3, sda4}")]
    [InlineData("x:5", "x:[1-2]", "x(*):5; x(*):[1-2]")]
    public void Addition_adds_matching_entries_and_appends_others(string left, string right, string sum) =>
        Assert.Equal(sum, (Resources.Parse(left) + Resources.Parse(right)).ToString());

    [Theory]
    [InlineData("cpus:50;mem:4096", "cpus:0.5;mem:1024", "cpus(*):49.5; mem(*):3072")]
    [InlineData("cpus(role1):5;cpus(role2):3", "cpus(role1):5", "cpus(role2):3")]
    [InlineData("cpus:1", "cpus:3", "cpus(*):-2")]
    [InlineData("cpus:1", "cpus(ads):1;mem:5;cpus:0.5;x:{a}", "cpus(*):0.5")]
    [InlineData("ports:[50000-60000]", "ports:[50000-60000]", "")]
    [InlineData("disks:{sda1,sda2,sda3,sda4}", "disks:{sda2,sda3,sda4}", "disks(*):{sda1}")]
    public void Subtraction_drops_what_reaches_zero_and_ignores_what_has_no_match(string left, string right, string rest) =>
        Assert.Equal(rest, (Resources.Parse(left) - Resources.Parse(right)).ToString());

    [Theory]
    [InlineData("cpus:2;mem:10", "cpus:1;mem:10", true)]
    [InlineData("cpus:1;mem:10", "cpus:2;mem:10", false)]
    [InlineData("cpus:2", "", true)]
    [InlineData("", "cpus:0.001", false)]
    [InlineData("cpus(role1):1;cpus:1", "cpus(role1):1", true)]
    [InlineData("cpus:2", "cpus(role1):1", false)]
    [InlineData("cpus(role1):2", "cpus:1", false)]
    [InlineData("x:2", "x:[1-2]", false)]
    [InlineData("ports:[1-10]", "ports:[2-2,4-5]", true)]
    [InlineData("ports:[2-3]", "ports:[2-2,4-5]", false)]
    [InlineData("disks:{sda1,sda3,sda4,sda2}", "disks:{sda1,sda2}", true)]
    [InlineData("disks:{sda1}", "disks:{sda1,sda2}", false)]
    [InlineData("a:1;b:1;d:1", "a:1;c:1", false)]
    [InlineData("a:1;b:1;d:1", "b:1;d:1", true)]
    public void Containment_needs_a_matching_entry_for_each_entry(string outer, string inner, bool holds) =>
        Assert.Equal(holds, Resources.Parse(outer).Contains(Resources.Parse(inner)));

    [Fact]
    public void A_negative_rest_contains_nothing_and_is_not_allocatable()
    {
        var rest = Resources.Parse("cpus:1;mem:5") - Resources.Parse("cpus:3");

        Assert.Equal(-2000, rest.Milli("cpus"));
        Assert.False(rest.Contains(Resources.Parse("cpus:0.001")));
        Assert.False(Resources.Empty.Contains(rest));
        Assert.Equal(Resources.Parse("mem:5"), rest.Allocatable);
    }

    [Fact]
    public void Allocatable_entries_have_a_name_and_hold_something()
    {
        Assert.True(Resource.Scalar("cpus", 1).IsAllocatable);
        Assert.False(Resource.Scalar("", 1).IsAllocatable);
        Assert.False(Resource.Scalar("cpus", 0).IsAllocatable);
        Assert.False(Resource.Scalar("cpus", -1).IsAllocatable);
        Assert.True(Resource.OfRanges("ports", Ranges.Parse("[0-0]")).IsAllocatable);
        Assert.False(Resource.OfRanges("ports", Ranges.Empty).IsAllocatable);
        Assert.True(Resource.OfSet("disks", SetValue.Of("a")).IsAllocatable);
        Assert.False(Resource.OfSet("disks", SetValue.Empty).IsAllocatable);
    }

    [Fact]
    public void Amounts_are_summed_over_roles()
    {
        var resources = Resources.Parse("cpus:0.5;cpus(ads):2;mem(ads):512;disk:1024;ports:[1-2];ports(ads):[3-4,9-9];x:{a}");

        Assert.Equal(2500, resources.Milli("cpus"));
        Assert.Equal((2.5, 512.0, 1024.0), (resources.Cpus, resources.Mem, resources.Disk));
        Assert.Equal("[1-4, 9-9]", resources.RangesOf("ports")?.ToString());
        Assert.Equal(0, resources.Milli("ports"));
        Assert.Null(resources.RangesOf("cpus"));
        Assert.Equal(0, Resources.Empty.Milli("cpus"));
    }

    [Fact]
    public void Roles_are_taken_apart_and_flattened()
    {
        var resources = Resources.Parse("cpus(role1):1;cpus(role2):2;mem(role1):5;cpus:4");

        Assert.Equal("cpus(role1):1; mem(role1):5", resources.ForRole("role1").ToString());
        Assert.Equal("cpus(*):4", resources.Unreserved.ToString());
        Assert.Same(Resources.Empty, resources.ForRole("nobody"));
        Assert.Equal("cpus(*):7; mem(*):5", resources.Flatten().ToString());
        Assert.Equal("cpus(ads):7; mem(ads):5", resources.Flatten("ads").ToString());
    }

    [Theory]
    [InlineData("cpus:3;mem:11", "cpus(role1):2; cpus(*):1; mem(role1):5; mem(*):5; mem(role2):1")]
    [InlineData("cpus(other):1;mem(role2):4", "cpus(role1):1; mem(role1):4")]
    [InlineData("cpus(a):3;cpus(b):2", "cpus(role1):2; cpus(*):2; cpus(role2):1")]
    [InlineData("ports:[3-6]", "ports(role1):[5-6]; ports(*):[3-4]")]
    [InlineData("disks:{b,c}", "disks(role2):{b, c}")]
    [InlineData("", "")]
    [InlineData("cpus:6", null)]
    [InlineData("gpus:1", null)]
    [InlineData("ports:[6-7]", null)]
    [InlineData("disks:{d}", null)]
    public void Find_takes_from_the_role_then_from_the_unreserved_then_from_others(string wanted, string? found)
    {
        var total = Resources.Parse(
            "cpus(role1):2;cpus:2;cpus(role2):1;mem(role1):5;mem:5;mem(role2):5;ports:[1-4];ports(role1):[5-6];disks(role2):{a,b,c}");

        var result = total.Find(Resources.Parse(wanted), "role1");

        Assert.Equal(found is null ? null : Resources.Parse(found), result);
        Assert.True(result is null || total.Contains(result));
    }

    [Fact]
    public void Equality_is_that_of_quantities()
    {
        var one = Resources.Parse("cpus:3;mem:5;ports:[20-40]");
        var same = Resources.Parse("ports:[20-30,31-39,40-40];mem:5;cpus:1;cpus:2");

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, one + Resources.Parse("disk:1"));
        Assert.NotEqual(Resources.Empty, Resources.Parse("cpus:2"));
        Assert.NotEqual(Resources.Parse("cpus:2"), Resources.Parse("cpus(ads):2"));
    }

    [Fact]
    public void Overflow_is_an_error_that_names_the_entries()
    {
        var most = Resources.Of(Resource.Scalar("cpus", long.MaxValue));
        var least = Resources.Of(Resource.Scalar("cpus", long.MinValue));
        var one = Resources.Of(Resource.Scalar("cpus", 1));

        var sum = Assert.Throws<OverflowException>(() => most + one).Message;
        var difference = Assert.Throws<OverflowException>(() => least - one).Message;
        var roles = Resources.Of(Resource.Scalar("cpus", long.MaxValue, "a"), Resource.Scalar("cpus", 1, "b"));

        Assert.Equal("The sum of cpus(*):9223372036854775.807 and cpus(*):0.001 does not fit into 64 bits of thousandths.", sum);
        Assert.StartsWith("The difference of cpus(*):-9223372036854775.808 and cpus(*):0.001", difference, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => roles.Milli("cpus"));
        Assert.Throws<OverflowException>(() => roles.Flatten());
    }
}
