using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Networks;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>
/// Three machines, each a network namespace with a silo and a server of the log, a fourth with the cluster database; an agent and the framework are outside. The network between them fails.
/// </summary>
public sealed class PartitionTests(PartitionTests.Machines shared) : IClassFixture<PartitionTests.Machines>
{
    private const int Lasting = 10;

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "2 one writer"), Trait("Invariant", "4 no double use")]
    public async Task A_leader_cut_off_with_one_database_admits_nobody_the_others_go_on_and_all_converges_when_it_returns()
    {
        Assert.SkipUnless(TestNetwork.IsPossible, "network namespaces need root");
        var (cluster, network) = (shared.Cluster, shared.Network);
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("before", Lasting);
        var minority = await cluster.LeaderSeenBy(0);
        var witness = cluster.Running().First(silo => silo != minority);
        var (machine, admitted) = (network.Machines[minority], cluster.Agents.Count);

        await network.Isolate(machine);

        // Both sides are asked to admit an agent: the one that is cut off, and still believes to lead, before the others.
        var stranded = cluster.StartAgentUnawaited(machine, cluster.AddressOf(minority));
        await Eventually.Holds("the rest has another leader", async () => await Elected(witness, except: minority));
        await cluster.StartAgent();
        await framework.Finish("meanwhile");
        await Eventually.Holds("the silo that is cut off says that it cannot admit", async () => (await cluster.Read(minority, "/master/health")).Length > 0);
        Assert.DoesNotContain("agent ready", stranded.Output, StringComparison.Ordinal);
        Assert.False(cluster.Silos[minority].HasExited, "it cannot read that it was declared dead");
        Assert.Equal(admitted + 1, await Admitted(witness));

        await network.Rejoin(machine);

        Assert.Equal(1, await cluster.Silos[minority].Exit());
        await cluster.StartSilo(minority);
        await stranded.Line("agent ready: ");
        await Eventually.Holds("all silos know the same slaves", async () =>
            (await Task.WhenAll(cluster.Running().Select(Admitted))).All(count => count == admitted + 2));
        await framework.Finish("after");
        await cluster.NothingIsUsedTwice();
        await framework.KillAll(ids);
        framework.HasLostNothing();
    }

    [Fact, Trait("Invariant", "2 one writer"), Trait("Invariant", "4 no double use")]
    public async Task A_leader_that_cannot_read_in_the_cluster_database_that_it_was_declared_dead_harms_nothing()
    {
        Assert.SkipUnless(TestNetwork.IsPossible, "network namespaces need root");
        var (cluster, network) = (shared.Cluster, shared.Network);
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("before", Lasting);
        var sleeper = await cluster.LeaderSeenBy(0);
        var witness = cluster.Running().First(silo => silo != sleeper);
        var (machine, database, admitted) = (network.Machines[sleeper], network.Machines[^1], cluster.Agents.Count);

        await TestNetwork.Cut(machine, database);
        cluster.Silos[sleeper].Signal("STOP");
        await Eventually.Holds("the rest has another leader", async () => await Elected(witness, except: sleeper));
        cluster.Silos[sleeper].Signal("CONT");

        // It is asked, and so are the others, which it reaches: whoever answers, the agent is admitted once.
        var asking = cluster.StartAgentUnawaited(machine, cluster.AddressOf(sleeper));
        await framework.Finish("meanwhile");
        await cluster.StartAgent();
        await cluster.NothingIsUsedTwice();
        await TestNetwork.Mend(machine, database);

        Assert.Equal(1, await cluster.Silos[sleeper].Exit());
        await cluster.StartSilo(sleeper);
        await asking.Line("agent ready: ");
        await Eventually.Holds("all silos know the same slaves", async () =>
            (await Task.WhenAll(cluster.Running().Select(Admitted))).All(count => count == admitted + 2));
        await framework.Finish("after");
        await cluster.NothingIsUsedTwice();
        await framework.KillAll(ids);
        framework.HasLostNothing();
    }

    private async Task<int> Admitted(int silo) => (await shared.Cluster.Get(silo, "/registrar(1)/registry"))["slaves"]?["slaves"]?.AsArray().Count ?? 0;

    private async Task<bool> Elected(int witness, int except)
    {
        if ((await shared.Cluster.MembersSeenBy(witness)).Contains(except))
        {
            return false;
        }

        // A silo that knows no leader names itself, so its own word is asked for.
        var leader = await shared.Cluster.LeaderSeenBy(witness);
        return leader != except && (double?)(await shared.Cluster.Get(leader, "/metrics/snapshot"))["master/elected"] == 1;
    }

    public sealed class Machines : IAsyncLifetime
    {
        private const int Silos = 3;

        public TestNetwork Network { get; private set; } = null!;

        public TestSilos Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!TestNetwork.IsPossible)
            {
                return;
            }

            Network = await TestNetwork.Start(Silos + 1);
            try
            {
                // An agent of another test may be on a machine that is cut off: however long that takes, it is not to be removed.
                Cluster = await TestSilos.Start(new TestSilosPlan(Silos, 1, Silos, Network, "--allocation_interval=200ms", "--max_slave_ping_timeouts=1000"));
            }
            catch
            {
                await Network.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Cluster is not null)
            {
                await Cluster.DisposeAsync();
                await Network.DisposeAsync();
            }
        }
    }
}
