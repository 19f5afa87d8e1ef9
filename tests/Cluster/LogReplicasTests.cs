using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>A silo over the databases of <c>--log_replicas</c>: what it refuses at its start, in words, and what it keeps.</summary>
public sealed class LogReplicasTests
{
    [Fact]
    public async Task A_registry_is_found_again_by_a_silo_in_another_directory_and_its_databases_are_no_other_clusters()
    {
        await using var server = await PostgresServer.Start();
        var ours = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
            ours.Add(await server.CreateDatabase(name));
        var (other, shared) = (await server.CreateDatabase("other"), await server.CreateDatabase("shared"));
        await server.CreateDatabase("empty");

        for (var start = 0; start < 2; start++)
        {
            await using var cluster = await TestCluster.Start(start == 0 ? 1 : 0, Flag(ours), $"--cluster_database={shared}");
            await Eventually.Holds("the registry holds the slave", async () =>
                (await cluster.Get("/registrar(1)/registry"))["slaves"]?["slaves"]?.AsArray().Count == 1);
            Assert.Equal("***", (string)(await cluster.Get("/master/state.json"))["flags"]!["log_replicas"]!);
        }

        await using (var cluster = await TestCluster.Start(0, Flag([other])))
            await Eventually.Holds("the registry is there", async () => (await cluster.Get("/registrar(1)/registry")).AsObject().Count > 0);
        await Refuses("hold different logs", Flag([ours[0], other]));
        await Refuses($"127.0.0.1:{server.Port}/other holds the log", Flag([other]), $"--cluster_database={shared}");
        await Refuses("are one database", Flag([ours[0], ours[0].Replace("127.0.0.1", "localhost", StringComparison.Ordinal)]));
        await Refuses("database \"missing\" does not exist. Make it: createdb", Flag([server.ConnectionString("missing")]));

        // One of three can be put right while the others serve.
        await using (await TestCluster.Start(0, Flag([ours[0], ours[1], server.ConnectionString("missing")])))
        {
        }
    }

    [Fact]
    public async Task A_cluster_whose_registry_is_lost_does_not_begin_an_empty_one()
    {
        await using var server = await PostgresServer.Start();
        var (log, shared) = (await server.CreateDatabase("log"), await server.CreateDatabase("shared"));
        await using (var cluster = await TestCluster.Start(0, Flag([log]), $"--cluster_database={shared}"))
            await Eventually.Holds("the registry is there", async () => (await cluster.Get("/registrar(1)/registry")).AsObject().Count > 0);
        await server.Execute("DROP TABLE log_replica, log_position", "log");
        await server.Execute("DROP TABLE mesos_schema; DROP FUNCTION log_commit, log_sweep", "log");

        await Refuses("an empty registry would shut every slave down", Flag([log]), $"--cluster_database={shared}");
    }

    [Fact]
    public async Task Without_a_majority_of_the_replicas_tasks_run_and_start_admissions_wait_health_says_so_and_its_return_heals()
    {
        await using var first = await PostgresServer.Start();
        await using var second = await PostgresServer.Start();
        await using var third = await PostgresServer.Start();
        await using var cluster = await TestCluster.Start(
            1, Flag([first.ConnectionString(), second.ConnectionString(), third.ConnectionString()]), "--allocation_interval=200ms");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{cluster.Master}"), Timeout = TimeSpan.FromSeconds(20) };
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var ids = await framework.Run("before", 5);
        await Eventually.Holds("the slave is there", async () => await Admitted(cluster) == 1);

        // A minority: nobody notices.
        third.Pause();
        await framework.Finish("without-one");
        await cluster.StartAgent();
        Assert.Equal("", await Health(http));
        third.Resume();

        await second.Kill();
        await third.Kill();
        await using var waiting = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "waiting"));
        await Eventually.Holds("health says so", async () => (await Health(http)).Contains("1 of 3 replicas", StringComparison.Ordinal));
        await framework.Finish("without-two");
        Assert.DoesNotContain("agent ready", waiting.Output, StringComparison.Ordinal);

        await second.Restart();
        await Eventually.Holds("health is well", async () => (await Health(http)).Length == 0);
        await waiting.Line("agent ready: ");
        await Eventually.Holds("the new slave is admitted", async () => await Admitted(cluster) == 3);
        await framework.KillAll(ids);
        Assert.False(cluster.Silo.HasExited);
    }

    [Fact]
    public async Task A_server_that_may_lose_what_it_has_confirmed_is_refused()
    {
        await using var server = await PostgresServer.Start("fsync=off");
        await Refuses("set fsync = on", Flag([server.ConnectionString()]));
    }

    private static Task<string> Health(HttpClient http) => http.GetStringAsync(new Uri("/master/health", UriKind.Relative));

    private static async Task<int> Admitted(TestCluster cluster) =>
        (await cluster.Get("/registrar(1)/registry"))["slaves"]?["slaves"]?.AsArray().Count ?? 0;

    private static string Flag(IEnumerable<string> replicas) => $"--log_replicas={string.Join(',', replicas)}";

    private static async Task Refuses(string reason, params string[] flags)
    {
        using var work = new TemporaryFolder();
        await using var silo = TestProgram.Start("Silo", ["--port=0", $"--work_dir={work.Path}", .. flags]);
        Assert.Equal(1, await silo.Exit());
        Assert.Contains(reason, silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", silo.Output, StringComparison.Ordinal);
    }
}
