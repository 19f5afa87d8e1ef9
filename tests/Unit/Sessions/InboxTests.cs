using System.Collections.Immutable;
using CsCheck;
using MesosOrleans.Sessions;
using Xunit;

namespace MesosOrleans.Tests.Unit.Sessions;

[Trait("Invariant", "7 no silent loss of input")]
public sealed class InboxTests
{
    private static readonly Guid One = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Two = new("00000000-0000-0000-0000-000000000002");

    private readonly Inbox _inbox = new();

    [Fact]
    public void A_batch_that_arrives_again_is_handed_out_once()
    {
        Assert.Equal([0, 1], Take(One, 0, 0, 1));
        Assert.Empty(Take(One, 0, 0, 1));
        Assert.Equal([2], Take(One, 2, 2));
    }

    [Fact]
    public void Of_a_batch_that_overlaps_only_the_new_end_is_handed_out()
    {
        Take(One, 0, 0, 1);
        Assert.Equal([2, 3], Take(One, 1, 1, 2, 3));
    }

    [Fact]
    public void An_older_batch_after_a_newer_one_takes_nothing_back()
    {
        Take(One, 0, 0, 1);
        Take(One, 2, 2, 3);
        Assert.Empty(Take(One, 0, 0, 1));
        Assert.Equal([4], Take(One, 4, 4));
    }

    [Fact]
    public void A_new_stream_starts_with_the_first_number_that_it_shows()
    {
        Take(One, 0, 0, 1, 2);
        Assert.Equal([7, 8], Take(Two, 7, 7, 8));
        Assert.Empty(Take(Two, 7, 7, 8));
    }

    [Fact]
    public void A_batch_that_begins_later_than_what_was_taken_ends_shows_that_something_was_missed()
    {
        Assert.False(Misses(One, 3));
        Take(One, 3, 3, 4);

        Assert.False(Misses(One, 3));
        Assert.False(Misses(One, 5));
        Assert.True(Misses(One, 6));
    }

    [Fact]
    public void Of_a_stream_that_follows_another_one_nothing_may_be_missed_from_its_beginning_on()
    {
        Take(One, 3, 3);
        Assert.False(Misses(Two, 0));
        Assert.True(Misses(Two, 1));

        Take(Two, 0, 0);
        Assert.False(Misses(One, 4));
        Assert.True(Misses(One, 5));
    }

    [Fact]
    public void A_late_batch_of_a_former_stream_is_not_handed_out_again()
    {
        Take(One, 0, 0, 1);
        Take(Two, 0, 0);

        Assert.Empty(Take(One, 0, 0, 1));
        Assert.Empty(Take(Two, 0, 0));
        Assert.Equal([1], Take(Two, 1, 1));
    }

    [Fact]
    public void Whatever_is_repeated_each_item_comes_once_and_in_order() =>
        Gen.Int[1, 5].List[1, 12].SelectMany(sizes => Gen.Int[0, sizes.Count - 1].List[0, 20].Select(repeats => (sizes, repeats))).Sample(plan =>
        {
            var inbox = new Inbox();
            var starts = plan.sizes.Select((_, i) => plan.sizes.Take(i).Sum()).ToArray();
            var taken = new List<int>();
            for (var i = 0; i < plan.sizes.Count; i++)
            {
                taken.AddRange(inbox.Take(Batch(One, starts[i], plan.sizes[i])));
                foreach (var again in plan.repeats.Where(repeat => repeat <= i))
                {
                    taken.AddRange(inbox.Take(Batch(One, starts[again], plan.sizes[again])));
                }
            }

            return taken.SequenceEqual(Enumerable.Range(0, plan.sizes.Sum()));
        });

    private static Batch<int> Batch(Guid stream, int first, int count) => new(stream, first, [.. Enumerable.Range(first, count)]);

    private bool Misses(Guid stream, long first) => _inbox.Misses(new Batch<int>(stream, first, [0]));

    private int[] Take(Guid stream, long first, params int[] items) =>
        _inbox.Take(new Batch<int>(stream, first, ImmutableArray.Create(items))).ToArray();
}
