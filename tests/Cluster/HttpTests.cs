using System.Net;
using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What dashboards and exporters rely on, asked of a real silo and agent.</summary>
[Collection(SharedClusterCollection.Name)]
public sealed class HttpTests(SharedCluster shared)
{
    private static readonly HttpClient Http = new(new HttpClientHandler { AllowAutoRedirect = false });

    private TestCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_silo_and_an_agent_say_that_they_are_healthy()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get("/master/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Get("/slave(1)/health", AgentAddress)).StatusCode);
    }

    [Fact]
    public async Task The_leader_is_found_by_a_redirect()
    {
        var answer = await Get("/master/redirect");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        var leader = answer.Headers.Location!;
        Assert.Equal($"http://localhost:{Cluster.Master.Split(':')[1]}", leader.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await Get("/master/health", leader.Authority)).StatusCode);
    }

    [Fact]
    public async Task The_state_has_every_field_that_a_master_of_Mesos_shows()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await framework.Launch(TestFramework.Command("long", "sleep 600"));
        await framework.Reaches("long", TaskState.Running);

        var state = (await Cluster.Get("/master/state.json")).AsObject();

        Has(state, "activated_slaves", "build_date", "build_time", "build_user", "cluster", "completed_frameworks",
            "deactivated_slaves", "elected_time", "failed_tasks", "finished_tasks", "flags", "frameworks", "hostname", "id", "killed_tasks", "leader", "lost_tasks",
            "pid", "slaves", "staged_tasks", "start_time", "started_tasks", "version");
        Has(Assert.Single(state["slaves"]!.AsArray()), "attributes", "hostname", "id", "pid", "registered_time", "resources");
        var shown = state["frameworks"]!.AsArray().Single(entry => (string)entry!["id"]! == framework.Scheduler.FrameworkId.Value);
        Has(shown, "active", "checkpoint", "completed_tasks", "failover_timeout", "hostname", "id", "name", "offers", "registered_time",
            "resources", "role", "tasks", "unregistered_time", "user");
        var task = Assert.Single(shown!["tasks"]!.AsArray());
        Has(task, "executor_id", "framework_id", "id", "name", "resources", "slave_id", "state", "statuses");
        Assert.Equal("TASK_RUNNING", (string)task!["state"]!);
        Assert.Equal("0.19.0", (string)state["version"]!);
    }

    [Fact]
    public async Task The_state_of_an_agent_names_its_slave_and_its_master()
    {
        var state = JsonNode.Parse(await (await Get("/slave(1)/state.json", AgentAddress)).Content.ReadAsStringAsync())!;

        Has(state, "attributes", "completed_frameworks", "flags", "frameworks", "hostname", "id", "master_hostname", "pid", "resources",
            "version");
        Assert.Equal((string)(await Cluster.Slaves())[0]!["id"]!, (string)state["id"]!);
    }

    [Fact]
    public async Task The_numbers_of_an_agent_are_in_its_snapshot_and_in_its_statistics_with_those_of_its_machine()
    {
        var snapshot = JsonNode.Parse(await (await Get("/metrics/snapshot", AgentAddress)).Content.ReadAsStringAsync())!;
        var stats = JsonNode.Parse(await (await Get("/slave(1)/stats.json", AgentAddress)).Content.ReadAsStringAsync())!;

        Has(snapshot, "slave/uptime_secs", "slave/registered", "slave/tasks_running", "slave/valid_status_updates", "system/cpus_total",
            "system/load_1min", "system/load_5min", "system/load_15min", "system/mem_total_bytes", "system/mem_free_bytes");
        Assert.Equal(1, (double)snapshot["slave/registered"]!);
        Assert.Equal("1", (string)stats["registered"]!);
        Has(stats, [.. snapshot.AsObject().Select(number => number.Key), "uptime", "queued_tasks_gauge"]);
        Assert.StartsWith("tell({", await (await Get("/slave(1)/stats.json?jsonp=tell", AgentAddress)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Get("/metrics/snapshot?jsonp=1(", AgentAddress)).StatusCode);
    }

    [Theory, InlineData("/registrar(1)/registry"), InlineData("/registrar%281%29/registry")]
    public async Task The_registry_shows_the_leader_and_the_admitted_slaves(string path)
    {
        var registry = await Cluster.Get(path);

        Assert.Equal($"master@{Cluster.Master}", (string)registry["master"]!["info"]!["pid"]!);
        var info = Assert.Single(registry["slaves"]!["slaves"]!.AsArray())!["info"]!;
        Assert.Equal((string)(await Cluster.Slaves())[0]!["id"]!, (string)info["id"]!["value"]!);
        Assert.Equal(["cpus", "disk", "mem", "ports"], info["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
        var script = await (await Get(path + "?jsonp=show")).Content.ReadAsStringAsync();
        Assert.StartsWith("show({\"master\":", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registrars_metrics_have_sizes_and_times()
    {
        var metrics = (await Cluster.Get("/metrics/snapshot")).AsObject();

        Has(metrics, "registrar/queued_operations", "registrar/registry_size_bytes");
        Assert.Equal(0, (double)metrics["registrar/queued_operations"]!);
        Assert.InRange((double)metrics["registrar/registry_size_bytes"]!, 100, 1000);
    }

    [Fact]
    public async Task The_metrics_are_numbers_under_the_names_of_Mesos()
    {
        var metrics = (await Cluster.Get("/metrics/snapshot")).AsObject();

        Has(metrics, "master/cpus_percent", "master/cpus_total", "master/cpus_used", "master/elected", "master/frameworks_active",
            "master/frameworks_inactive", "master/mem_total", "master/outstanding_offers", "master/recovery_slave_removals",
            "master/slave_registrations", "master/slave_removals", "master/slave_reregistrations", "master/slaves_active",
            "master/slaves_inactive", "master/tasks_failed", "master/tasks_finished", "master/tasks_killed", "master/tasks_lost",
            "master/tasks_running", "master/tasks_staging", "master/tasks_starting", "master/uptime_secs", "system/cpus_total",
            "system/load_15min", "system/load_1min", "system/load_5min", "system/mem_free_bytes", "system/mem_total_bytes");
        Assert.All(metrics, metric => Assert.Equal(System.Text.Json.JsonValueKind.Number, metric.Value!.GetValueKind()));
        Assert.Equal(1, (double)metrics["master/elected"]!);
        Assert.Equal(1, (double)metrics["master/slaves_active"]!);
        Assert.Equal(8, (double)metrics["master/cpus_total"]!);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_body_beyond_the_limit_is_refused_with_413_and_the_flag_to_change(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{Cluster.Master}/master/state.json")
        {
            Content = new ByteArrayContent(new byte[(1 << 20) + 1]),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("--max_request_body", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData("/no/such/endpoint"), InlineData("/master/nothing")]
    public async Task What_is_not_there_is_answered_with_404_and_where_the_list_is(string path)
    {
        var answer = await Get(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("/help", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("/master/state.json", await (await Get("/help")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_is_the_web_ui_whose_overview_shows_also_to_who_runs_no_script()
    {
        var first = await Get("/");

        Assert.Equal((HttpStatusCode.Redirect, "/ui"), (first.StatusCode, first.Headers.Location?.ToString()));
        Assert.Contains("1 connected", await (await Get("/ui")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string AgentAddress => Cluster.Agents[0].Output.Split('\n')
        .Single(line => line.StartsWith("agent ready: ", StringComparison.Ordinal)).Split("http://")[1].Split(' ')[0];

    private Task<HttpResponseMessage> Get(string path, string? address = null) =>
        Http.GetAsync(new Uri($"http://{address ?? Cluster.Master}{path}"));

    private static void Has(JsonNode? document, params string[] keys) =>
        Assert.Equal([], keys.Except(document!.AsObject().Select(field => field.Key)));
}
