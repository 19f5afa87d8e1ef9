using CsCheck;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class EnsembleTests
{
    private static readonly Ensemble Three = Ensemble.First(Guid.NewGuid(), ["b", "c", "a"]);

    [Theory]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    [InlineData(4, 2, false)]
    [InlineData(4, 3, true)]
    public void A_quorum_is_a_strict_majority(int members, int quorum, bool allowed)
    {
        var refusal = Record.Exception(() => Ensemble.First(Guid.Empty, Names(members), quorum));
        Assert.Equal(allowed, refusal is null);
        Assert.True(allowed || refusal!.Message.Contains($"A quorum of {quorum} is not a strict majority of {members} replicas; use {members / 2 + 1}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_that_is_named_twice_is_refused() =>
        Assert.Contains("a is named twice", Assert.Throws<ArgumentException>(() => Ensemble.First(Guid.Empty, ["a", "b", "a"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_quorum_of_a_version_meets_any_quorum_of_the_next() => Gen.Int[1, 7].Select(Gen.Bool).Sample((count, adds) =>
    {
        var before = Ensemble.First(Guid.Empty, Names(count));
        if (!adds && count == 1)
            return;
        var after = adds ? before.With(new Sighting("new", default, 0)) : before.Without("0");
        Assert.True(before.Quorum + after.Quorum > before.Members.Union(after.Members).Count(), $"{before} and {after}");
        Assert.Equal((before.Version + 1, before.Members), (after.Version, after.Former));
    });

    [Fact]
    public void What_is_no_member_cannot_leave_and_the_last_one_stays()
    {
        Assert.Contains("its replicas are a, b, c", Assert.Throws<ArgumentException>(() => Three.Without("d")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Three.Without("a").Without("b").Without("c"));
        Assert.Throws<ArgumentException>(() => Three.With(new Sighting("a", default, 0)));
    }

    [Fact]
    public void Its_text_reads_back_as_it_was()
    {
        var ensemble = Three.With(new Sighting("d", new Incarnation(7, Guid.NewGuid()), 3));
        Assert.Equal(ensemble, LogText.ReadEnsemble(LogText.Write(ensemble)));
        Assert.Equal(Ensemble.None, LogText.ReadEnsemble(LogText.Write(Ensemble.None)));
        var known = Sightings.None.Merge(ensemble.Newcomer!);
        Assert.Equal(known, LogText.ReadSightings(LogText.Write(known)));
    }

    [Theory]
    [InlineData(4, 1, 5, 9, true)]
    [InlineData(5, 9, 5, 9, false)]
    [InlineData(5, 8, 5, 9, true)]
    [InlineData(5, 10, 5, 9, false)]
    [InlineData(6, 1, 5, 9, false)]
    public void A_later_life_and_more_changes_of_the_same_life_outdate_an_answer(long number, long changes, long seenNumber, long seenChanges, bool outdated) =>
        Assert.Equal(outdated, new Sighting("a", new Incarnation(seenNumber, Guid.Empty), seenChanges).Outdates(new Incarnation(number, Guid.Empty), changes));

    [Fact]
    public void Another_life_of_the_same_number_counts_as_outdated() =>
        Assert.True(new Sighting("a", new Incarnation(0, Guid.NewGuid()), 1).Outdates(new Incarnation(0, Guid.NewGuid()), 99));

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
