using CsCheck;
using MesosOrleans.Values;
using Xunit;
using Entry = MesosOrleans.Values.Resource;
using Sum = MesosOrleans.Values.Resources;
using ValueKind = MesosOrleans.Values.ValueType;

namespace MesosOrleans.Tests.Unit.Values;

/// <summary>Generators from a small world (few names, roles, ports, disks), so that identities collide and ranges overlap often.</summary>
internal static class Arbitrary
{
    internal const int World = 48;

    internal static readonly Gen<string> Role = Gen.OneOf("*", "ads", "web");

    internal static readonly Gen<HashSet<ulong>> Numbers =
        Gen.Select(Gen.ULong[0, World - 1], Gen.ULong[0, 6]).Array[0, 5].Select(spans =>
        {
            var numbers = new HashSet<ulong>();
            foreach (var (begin, length) in spans)
            {
                for (var i = begin; i <= begin + length; i++)
                    numbers.Add(i);
            }
            return numbers;
        });

    internal static readonly Gen<HashSet<string>> Items =
        Gen.OneOf("a", "b", "c", "sda1", "sda2", "sdb1").Array[0, 5].Select(items => new HashSet<string>(items));

    internal static readonly Gen<Resource> Resource = Gen.OneOf(
        Gen.Select(Gen.OneOf("cpus", "mem", "x"), Gen.Long[0, 5000], Role)
            .Select((name, milli, role) => Entry.Scalar(name, milli, role)),
        Gen.Select(Gen.OneOf("ports", "x"), Numbers, Role)
            .Select((name, numbers, role) => Entry.OfRanges(name, RangesOf(numbers), role)),
        Gen.Select(Gen.OneOf("disks", "x"), Items, Role)
            .Select((name, items, role) => Entry.OfSet(name, SetOf(items), role)));

    internal static readonly Gen<Resources> Resources = Resource.Array[0, 7].Select(entries => Sum.Of(entries));

    internal static Ranges RangesOf(IEnumerable<ulong> numbers) => Ranges.Of(numbers.Select(n => new ValueRange(n, n)).ToArray());

    internal static SetValue SetOf(IEnumerable<string> items) => SetValue.Of(items.ToArray());

    internal static HashSet<ulong> NumbersOf(Ranges ranges)
    {
        var numbers = new HashSet<ulong>();
        foreach (var range in ranges.Span)
        {
            for (var n = range.Begin; n <= range.End; n++)
                Assert.True(numbers.Add(n), $"{n} is held twice in {ranges}");
        }
        return numbers;
    }

    /// <summary>The part of <paramref name="b"/> that shares no number and no item with <paramref name="a"/>.</summary>
    internal static Resources DisjointFrom(Resources a, Resources b)
    {
        var kept = new List<Resource>();
        foreach (var entry in b.Entries)
        {
            var mine = a.List.FirstOrDefault(e => e.Name == entry.Name && e.Role == entry.Role && e.Type == entry.Type);
            kept.Add(mine is null || entry.Type == ValueKind.Scalar ? entry
                : entry.Type == ValueKind.Ranges
                    ? Entry.OfRanges(entry.Name, entry.Ranges - mine.Ranges, entry.Role)
                    : Entry.OfSet(entry.Name, entry.Set - mine.Set, entry.Role));
        }
        return Sum.Of(kept.ToArray());
    }
}
