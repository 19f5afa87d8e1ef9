using CsCheck;
using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>What holds after every history.</summary>
public sealed class AllocatorLawTests
{
    private static readonly Gen<HistoryStep[]> Histories = Gen.Select(
        Gen.Int[0, AllocatorHistory.Kinds - 1], Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 5],
        (kind, who, where, what) => new HistoryStep(kind, who, where, what)).Array[0, 80];

    [Fact, Trait("Invariant", "4 no double use")]
    public void Each_proposal_fits_and_is_the_one_that_the_rules_ask_for_and_nothing_wanted_is_left() =>
        Histories.Sample(history => { AllocatorHistory.Play(history); }, iter: 3000);

    [Fact]
    public void The_histories_are_rich_enough_to_mean_something()
    {
        var proposals = 0;
        Histories.Sample(history => { Interlocked.Add(ref proposals, AllocatorHistory.Play(history).Count); }, iter: 500);
        Assert.True(proposals > 1000, $"only {proposals} proposals in 500 histories");
    }

    [Fact]
    public void The_same_history_gives_the_same_proposals() =>
        Histories.Sample(history => AllocatorHistory.Play(history).SequenceEqual(AllocatorHistory.Play(history)), iter: 500);

    [Fact]
    public void Nobody_starves_while_others_give_back_what_they_took() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8].Array[1, 4], Gen.Int[1, 4].Array[4]).Sample((slaves, sizes, weights) =>
        {
            // Each role has as many frameworks as its size; each framework takes what it is offered and gives it back in the next round.
            var roles = Enumerable.Range(0, sizes.Length).ToDictionary(i => $"r{i}", i => (double)weights[i]);
            var allocator = new HierarchicalAllocator(new AllocatorSettings(roles, TimeSpan.FromSeconds(1)));
            var hungry = new HashSet<FrameworkId>();
            for (var i = 0; i < sizes.Length; i++)
            {
                for (var j = 0; j < sizes[i]; j++)
                {
                    var id = new FrameworkId($"r{i}-f{j}");
                    allocator.SetFramework(id, $"r{i}", true, false);
                    hungry.Add(id);
                }
            }

            // A role gets its turn once in at most sum-of-weights gives (at least one weight is one part), a framework once in so many
            // turns of its role as it has frameworks.
            var bound = (sizes.Max() * (weights.Take(sizes.Length).Sum() + sizes.Length) / slaves) + sizes.Max() + 1;
            for (var round = 0; round < bound; round++)
            {
                for (var s = 0; s < slaves; s++)
                {
                    allocator.SetSlave(new SlaveLedgerView(
                        new SlaveId($"s{s}"), true, false, Resources.Parse("cpus:2;mem:1024"), []));
                }

                foreach (var proposal in allocator.Allocate(DateTimeOffset.UnixEpoch))
                    hungry.Remove(proposal.FrameworkId);
            }

            Assert.True(hungry.Count == 0, $"after {bound} rounds nothing was offered to {string.Join(' ', hungry)}");
        });
}
