using CsCheck;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

/// <summary>The algebra that ledger and allocator rely on, over random resources with roles, ranges and sets.</summary>
public sealed class ResourcesLawTests
{
    private static readonly Gen<(Resources A, Resources B)> Two = Gen.Select(Arbitrary.Resources, Arbitrary.Resources);

    private static readonly Gen<(Resources A, Resources B, Resources C)> Three =
        Gen.Select(Arbitrary.Resources, Arbitrary.Resources, Arbitrary.Resources);

    [Fact]
    public void Addition_is_commutative() => Two.Sample((a, b) => (a + b).Equals(b + a));

    [Fact]
    public void Addition_is_associative() => Three.Sample((a, b, c) => (a + b + c).Equals(a + (b + c)));

    [Fact]
    public void Nothing_is_neutral() =>
        Arbitrary.Resources.Sample(a =>
            (a + Resources.Empty).Equals(a) && (Resources.Empty + a).Equals(a) && (a - Resources.Empty).Equals(a));

    [Fact]
    public void What_was_added_can_be_taken_back() => Two.Sample((a, b) =>
    {
        var other = Arbitrary.DisjointFrom(a, b);
        Assert.Equal(a, a + other - other);
    });

    [Fact]
    public void What_is_contained_can_be_taken_and_given_back() => Two.Sample((a, b) =>
    {
        var total = a + b;
        Assert.Equal(total, total - a + a);
        Assert.Equal(Resources.Empty, a - a);
    });

    [Fact]
    public void A_sum_contains_its_parts() => Two.Sample((a, b) => (a + b).Contains(a) && (a + b).Contains(b));

    [Fact]
    public void Containment_is_a_partial_order() => Three.Sample((a, b, c) =>
    {
        Assert.True(a.Contains(a));
        Assert.True(a.Contains(Resources.Empty));
        Assert.Equal(a.Equals(b), a.Contains(b) && b.Contains(a));
        Resources middle = a + b, top = middle + c;
        Assert.True(top.Contains(middle) && middle.Contains(a) && top.Contains(a));
        Assert.True(!(a.Contains(b) && b.Contains(c)) || a.Contains(c));
    });

    [Fact]
    public void Text_survives() => Arbitrary.Resources.Sample(a => Resources.Parse(a.ToString()).Equals(a));

    [Fact]
    public void Results_are_canonical() => Two.Sample((a, b) =>
    {
        foreach (var result in new[] { a + b, a - b, a.Flatten("ads"), a.ForRole("ads") })
        {
            Assert.Equal(result, Resources.Of(result.Entries));
            Assert.Equal(result.GetHashCode(), Resources.Of(result.Entries).GetHashCode());
            Assert.DoesNotContain(result.List, entry => entry.ValueText is "0" or "[]" or "{}");
        }
    });

    [Fact]
    public void Roles_sum_up_to_the_whole() => Arbitrary.Resources.Sample(a =>
        (a.Unreserved + a.ForRole("ads") + a.ForRole("web")).Equals(a));

    [Fact]
    public void Flattening_adds_up_and_happens_once() => Two.Sample((a, b) =>
        (a + b).Flatten().Equals(a.Flatten() + b.Flatten()) && a.Flatten("ads").Flatten().Equals(a.Flatten()));

    [Fact]
    public void What_is_found_is_contained_and_as_much_as_was_wanted() => Two.Sample((total, wanted) =>
    {
        var found = total.Find(wanted, "ads");
        // Overlap between roles makes a flattened total smaller than the parts, never larger; so it decides whether something is found.
        Assert.Equal(total.Flatten().Contains(wanted.Flatten()), found is not null);
        if (found is not null)
        {
            Assert.True(total.Contains(found));
            Assert.Equal(wanted.Flatten(), found.Flatten());
        }
    });
}
