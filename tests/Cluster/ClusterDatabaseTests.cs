using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What is wrong with <c>--cluster_database</c> is said in words, and the password in none of them.</summary>
public sealed class ClusterDatabaseTests
{
    private const string Password = "Password=hidden";

    [Theory]
    [InlineData(2, $"Host;{Password}", "expected a connection string of PostgreSQL")]
    [InlineData(1, $"Host=127.0.0.1;hidden=1;{Password}", "has a word that Npgsql does not know")]
    [InlineData(1, $"Host=127.0.0.1;Port=1;Username=u;Database=d;{Password}", "database d of PostgreSQL at 127.0.0.1:1: ")]
    public async Task A_database_that_cannot_be_used_is_refused(int exitCode, string connection, string says)
    {
        using var work = new TemporaryFolder();
        await using var silo = TestProgram.Start("Silo", "--port=0", $"--work_dir={work.Path}", $"--cluster_database={connection}");

        Assert.Equal(exitCode, await silo.Exit());
        Assert.Contains($"--cluster_database", silo.Errors, StringComparison.Ordinal);
        Assert.Contains(says, silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_answers_is_passed_on()
    {
        await using var server = await PostgresServer.Start();
        using var work = new TemporaryFolder();
        foreach (var (connection, says) in new[]
        {
            (server.ConnectionString("missing"), "database \"missing\" does not exist"),
            (server.ConnectionString() + ";Password=hidden", "password authentication failed for user \"postgres\""),
        })
        {
            await using var silo = TestProgram.Start("Silo", "--port=0", $"--work_dir={work.Path}", $"--cluster_database={connection}");

            Assert.Equal(1, await silo.Exit());
            Assert.Contains(says, silo.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden", silo.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_database_is_shown_nowhere_and_its_cluster_stays_when_its_silo_moves_to_another_directory()
    {
        await using var server = await PostgresServer.Start();
        var database = await server.CreateDatabase("mesos");
        using var file = new TemporaryFolder();
        var flag = $"--cluster_database=file://{file.File("connection", database + "\n")}";

        var ids = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var cluster = await TestCluster.Start(0, flag);
            ids.Add((string)(await cluster.Get("/master/gateways"))["cluster_id"]!);
            var state = await cluster.Get("/master/state.json");
            Assert.Equal("***", (string)state["flags"]!["cluster_database"]!);
            Assert.DoesNotContain("not-a-secret", state.ToJsonString() + cluster.Silo.Output, StringComparison.Ordinal);
            cluster.Silo.Signal("TERM");
            Assert.Equal(0, await cluster.Silo.Exit());
        }

        Assert.Equal(ids[0], ids[1]);
    }
}
