using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>The dashboards for Grafana: made from one source, and each of their queries has an answer.</summary>
public sealed class DashboardTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/grafana");

    [Fact]
    public void The_dashboards_are_those_of_their_source()
    {
        var expected = DashboardPanels.All.GroupBy(line => line.Dashboard)
            .ToDictionary(dashboard => $"{dashboard.Key}.json", dashboard => DashboardDocument.Of(dashboard.Key, dashboard));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            foreach (var (name, text) in expected)
                File.WriteAllText(Path.Combine(Folder, "dashboards", name), text);

        Assert.Equal(["agents.json", "cluster.json", "frameworks.json", "orleans.json", "registrar.json"], expected.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder + "/dashboards").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(expected, one => Assert.Equal(one.Value, File.ReadAllText(Path.Combine(Folder, "dashboards", one.Key))));
        Assert.Contains($"uid: {DashboardDocument.DataSource}\n", File.ReadAllText(Folder + "/provisioning/datasources/prometheus.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_answers_the_query_of_every_panel_with_a_number()
    {
        await using var cluster = await LocalCluster.Start();
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("measured", "true"));
        await framework.Reaches("measured", TaskState.Finished);
        // The percentiles of stores are there from the second one on: that of a third agent.
        using var folder = new TemporaryFolder();
        await using var agent = TestProgram.Start("AgentHost", $"--master={cluster.Master}", "--port=0", $"--work_dir={folder.Path}");
        await using var prometheus = await PrometheusServer.Start(cluster.Master);

        var silent = DashboardPanels.All.ToList();
        try
        {
            await Eventually.Holds("every query has a number", async () =>
            {
                foreach (var line in silent.ToList())
                {
                    if (await prometheus.Answers(line.Query.Replace("$__rate_interval", "30s", StringComparison.Ordinal)))
                        silent.Remove(line);
                }

                return silent.Count == 0;
            });
        }
        catch (TimeoutException)
        {
            Assert.Equal([], silent.Select(line => line.Query));
        }
    }

    [Fact]
    public async Task Prometheus_takes_the_configuration_of_the_composed_cluster()
    {
        await using var check = TestProgram.StartCommand(["promtool", "check", "config", Path.Combine(Repository.Root, "deploy/prometheus/prometheus.yml")]);
        Assert.Equal(0, await check.Exit());
    }
}
