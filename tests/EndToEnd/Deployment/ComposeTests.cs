using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary><c>docker-compose.yml</c> and the images that it builds.</summary>
public sealed class ComposeTests
{
    [Fact]
    public async Task The_file_is_valid_for_compose_1_and_has_no_password()
    {
        var file = Path.Combine(Repository.Root, "docker-compose.yml");
        await using var config = TestProgram.StartCommand(["docker-compose", "--file", file, "config", "--services"]);

        Assert.Equal(0, await config.Exit());
        Assert.Equal(ComposedCluster.Services.Append("grafana").Order(StringComparer.Ordinal), config.Printed.Split('\n').Order(StringComparer.Ordinal));
        Assert.All(
            File.ReadLines(file).Where(line => line.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) && line[0] != '#'),
            line => Assert.Matches(@"_FILE: /run/secrets/|__FILE: /run/secrets/|- \w+_password$|^  \w+_password:$|file: \./deploy/secrets/", line));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_composed_cluster_becomes_healthy_runs_a_task_and_outlives_a_silo_and_a_replica()
    {
        await using var cluster = await ComposedCluster.Start();
        IReadOnlyDictionary<string, string> health = new Dictionary<string, string>();
        await Eventually.Holds("every service is healthy", async () => (health = await cluster.Health()).Values.All(one => one == "healthy"));
        Assert.Equal(ComposedCluster.Services.Order(StringComparer.Ordinal), health.Keys.Order(StringComparer.Ordinal));

        Assert.Equal("1654", await cluster.In("silo1", "id -u"));
        Assert.Contains("commit 0123456789abcdef", await cluster.In("silo1", "cat /opt/mesos-orleans/VERSION"), StringComparison.Ordinal);
        Assert.Contains("2 of 3 replicas decide, 3 vote", await cluster.In("silo1", "mesos log status"), StringComparison.Ordinal);
        await Eventually.Holds("both agents are slaves", async () => (await cluster.In("silo2", "mesos slaves")).Split('\n').Length == 3);
        Assert.Equal("done", await cluster.In("silo3", "mesos execute --name=task --command='echo done'"));
        await Eventually.Holds("Prometheus sees three silos", async () =>
            (await cluster.In("prometheus", "wget -q -O - http://127.0.0.1:9090/api/v1/query?query=sum%28up%29")).Contains("\"3\"]", StringComparison.Ordinal));

        await cluster.Stop("silo1", "log1");
        Assert.Equal("still", await cluster.In("silo2", "mesos execute --name=task --command='echo still'"));
    }
}
