using System.Globalization;
using CsCheck;
using MesosOrleans.Examples;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Examples;

public sealed class KeeperRulesTests
{
    private static readonly Service Web = new("web", "serve", "1", 3, Resources.Parse("cpus:1;mem:32"), "*", Surge: 1, Missing: 0);

    [Fact]
    public void Copies_are_spread_over_the_slaves()
    {
        var cluster = Cluster(Web with { Copies = 6 }, "a", "b", "c");

        cluster.Settle();

        Assert.Equal(["a:2", "b:2", "c:2"], cluster.Tasks.Values.CountBy(task => task.SlaveId.Value).OrderBy(slave => slave.Key).Select(slave => $"{slave.Key}:{slave.Value}"));
    }

    [Fact]
    public void A_copy_that_was_lost_is_replaced_where_the_fewest_are()
    {
        var cluster = Cluster(Web, "a", "b", "c");
        cluster.Settle();
        var lost = cluster.Tasks.Single(task => task.Value.SlaveId.Value == "b").Key;

        cluster.End(lost, TaskState.Lost);
        cluster.Settle();

        Assert.Equal(3, cluster.Tasks.Count);
        Assert.Contains(cluster.Tasks.Values, task => task.SlaveId.Value == "b");
        Assert.DoesNotContain(lost, cluster.Tasks.Keys);
    }

    [Fact]
    public void What_is_on_record_counts_as_there_until_the_masters_say_that_it_is_not()
    {
        var cluster = Cluster(Web, "a");
        cluster.Settle();
        var restarted = new ExampleCluster<KeeperState>(Rules(Web), cluster.State, "a");

        restarted.Settle();
        Assert.Empty(restarted.Tasks);

        restarted.Tell(cluster.Tasks.Keys.First(), TaskState.Lost);
        restarted.Settle();
        Assert.Single(restarted.Tasks);
    }

    [Fact]
    public void An_unknown_task_changes_nothing()
    {
        var cluster = Cluster(Web, "a");
        cluster.Settle();
        var before = cluster.State;

        cluster.Tell("stranger", TaskState.Running);
        cluster.Tell("stranger", TaskState.Failed);

        Assert.Same(before, cluster.State);
    }

    [Fact]
    public void Too_many_copies_are_ended_where_the_most_are()
    {
        var cluster = Cluster(Web with { Copies = 4 }, "a", "b");
        cluster.Settle();

        cluster.Restart(Rules(Web with { Copies = 2 }));
        cluster.Settle();

        Assert.Equal(["a", "b"], cluster.Tasks.Values.Select(task => task.SlaveId.Value).Order());
    }

    [Fact]
    public void A_copy_that_ends_again_and_again_is_waited_for_longer_and_longer_until_one_has_run_for_a_while()
    {
        var cluster = Cluster(Web with { Copies = 1 }, "a");
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            cluster.Settle();
            cluster.End(cluster.Tasks.Keys.Single(), TaskState.Failed);
            cluster.Step();
            Assert.Empty(cluster.Last.Launches);
            pauses.Add((cluster.Last.Again!.Value - cluster.Now).TotalSeconds);
            cluster.Now = cluster.Last.Again.Value;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        cluster.Settle();
        cluster.Now += TimeSpan.FromSeconds(10);
        cluster.End(cluster.Tasks.Keys.Single(), TaskState.Failed);
        cluster.Step();
        Assert.Single(cluster.Last.Launches);
    }

    [Fact]
    public void A_kill_that_was_asked_for_is_no_failure()
    {
        var cluster = Cluster(Web with { Copies = 2 }, "a");
        cluster.Settle();

        cluster.Restart(Rules(Web with { Copies = 2, Version = "2" }));
        cluster.Settle();

        Assert.Equal(0, cluster.State.Failures);
        Assert.Equal(2, cluster.Of("web-2-").Length);
        Assert.Empty(cluster.Of("web-1-"));
    }

    [Fact]
    public void Rolling_without_room_for_more_needs_copies_that_may_be_missing()
    {
        var full = Web with { Copies = 4 };
        var cluster = Cluster(full, "a");
        cluster.Settle();

        cluster.Restart(Rules(full with { Version = "2" }));
        cluster.Settle();
        Assert.Empty(cluster.Of("web-2-"));

        cluster.Restart(Rules(full with { Version = "2", Missing = 1 }));
        cluster.Settle();
        Assert.Equal(4, cluster.Of("web-2-").Length);
        Assert.Empty(cluster.Of("web-1-"));
    }

    [Fact]
    public void Whatever_ends_and_whatever_is_wanted_next_there_are_never_too_few_that_run_nor_too_many()
    {
        var gen = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 20]).Array[0, 30])
            .Where((_, surge, missing, _) => surge + missing > 0);
        gen.Sample((copies, surge, missing, happenings) =>
        {
            var service = Web with { Copies = copies, Surge = surge, Missing = missing };
            var cluster = Cluster(service, "a", "b", "c");
            cluster.Settle();
            var version = 1;
            foreach (var (what, which) in happenings)
            {
                if (what == 0)
                {
                    cluster.Restart(Rules(service with { Version = (++version).ToString(CultureInfo.InvariantCulture) }));
                }
                else if (what == 1 && cluster.Tasks.Count > 0)
                {
                    cluster.End(cluster.Tasks.Keys.ElementAt(which % cluster.Tasks.Count), TaskState.Lost);
                }

                cluster.Step();
                Assert.InRange(cluster.Tasks.Count, copies - missing, copies + surge);
            }

            cluster.Settle();
            Assert.Equal(copies, cluster.Of(string.Create(CultureInfo.InvariantCulture, $"web-{version}-")).Length);
            Assert.Equal(copies, cluster.Tasks.Count);
        });
    }

    private static ExampleCluster<KeeperState> Cluster(Service service, params string[] slaves) => new(Rules(service), new KeeperState(), slaves);

    private static int _drawn;

    private static KeeperRules Rules(Service service) =>
        new(service, () => Interlocked.Increment(ref _drawn).ToString(CultureInfo.InvariantCulture));
}
