using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class StateDocumentsTests
{
    private static readonly Dictionary<string, double> Metrics = new()
    {
        ["master/finished_tasks"] = 21,
        ["master/failed_tasks"] = 1,
        ["master/killed_tasks"] = 2,
        ["master/lost_tasks"] = 3,
        ["master/staged_tasks"] = 24,
    };

    [Fact]
    public void The_document_of_a_cluster_has_the_fields_of_mesos() => Golden.Equal("state.golden.json", Text(AClusterView.Silo, AClusterView.View));

    [Fact]
    public void Every_key_stands_in_the_order_of_the_alphabet()
    {
        using var document = JsonDocument.Parse(Text(AClusterView.Silo, AClusterView.View));

        AssertSorted(document.RootElement);
    }

    [Fact]
    public void A_silo_that_does_not_lead_names_the_leader_and_has_no_election_time()
    {
        var document = Of(AClusterView.Silo with { Port = 5060 }, AClusterView.View);

        Assert.Equal("master@127.0.0.1:5060", (string)document["pid"]!);
        Assert.Equal("master@127.0.0.1:5050", (string)document["leader"]!);
        Assert.False(document.ContainsKey("elected_time"));
    }

    [Fact]
    public void While_nobody_leads_the_lists_are_empty_and_no_leader_is_named()
    {
        var document = Of(AClusterView.Silo, new ClusterView(null!, [], []));

        Assert.False(document.ContainsKey("leader"));
        Assert.Empty(document["slaves"]!.AsArray());
        Assert.Empty(document["frameworks"]!.AsArray());
        Assert.Empty(document["completed_frameworks"]!.AsArray());
    }

    [Fact]
    public void A_framework_holds_its_unfinished_tasks_and_its_offers()
    {
        var framework = Assert.Single(Of(AClusterView.Silo, AClusterView.View)["frameworks"]!.AsArray())!;

        Assert.Equal("""{"cpus":1.6,"disk":0,"mem":108,"ports":"[31000-31001]"}""", framework["resources"]!.ToJsonString());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(FrameworkPages.PageSize), InlineData(FrameworkPages.PageSize + 1), InlineData(3 * FrameworkPages.PageSize)]
    public void A_framework_of_many_pages_is_one_document_with_all_its_tasks_in_order(int tasks)
    {
        var view = AClusterView.View.Frameworks[0] with
        {
            Tasks = [.. Enumerable.Range(0, tasks).Select(i => AClusterView.Task("F-0001", $"t{i}", Protocol.TaskState.Running))],
            CompletedTasks = [.. Enumerable.Range(0, tasks).Select(i => AClusterView.Task("F-0001", $"c{i}", Protocol.TaskState.Finished))],
        };
        var pages = FrameworkPages.Of(view, FrameworkPages.HeldBy(view)).ToArray();

        Assert.All(pages, page => Assert.InRange(page.Tasks.Length + page.CompletedTasks.Length + page.Offers.Length, 0, FrameworkPages.PageSize));
        var shown = Of(AClusterView.Silo, AClusterView.View with { Frameworks = [view] })["frameworks"]![0]!;
        Assert.Equal(view.Tasks.Select(task => task.TaskId.Value), shown["tasks"]!.AsArray().Select(task => (string)task!["id"]!));
        Assert.Equal(view.CompletedTasks.Select(task => task.TaskId.Value), shown["completed_tasks"]!.AsArray().Select(task => (string)task!["id"]!));
        Assert.Single(shown["offers"]!.AsArray());
    }

    [Fact]
    public void Without_counts_and_a_cluster_name_the_counts_are_0_and_the_name_is_left_out()
    {
        var document = JsonNode.Parse(Text(AClusterView.Silo with { Cluster = null }, AClusterView.View, []))!.AsObject();

        Assert.Equal(0, (int)document["finished_tasks"]!);
        Assert.False(document.ContainsKey("cluster"));
    }

    private static JsonObject Of(SiloFacts silo, ClusterView view) => JsonNode.Parse(Text(silo, view))!.AsObject();

    /// <summary>As the endpoint writes it.</summary>
    private static string Text(SiloFacts silo, ClusterView view, Dictionary<string, double>? metrics = null)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", SkipValidation = false });
        var slaves = view.Slaves.Where(slave => slave.RegisteredAt is not null).OrderBy(slave => slave.Info.Id!.Value.Value, StringComparer.Ordinal);
        var state = new StateWriter(json, silo, new ClusterHead(view.Registry, [.. slaves]), metrics ?? Metrics);
        state.Begin();
        Write(json, view.Registry?.Completed ?? []);
        state.BeginFrameworks();
        Write(json, view.Frameworks);
        state.BeginSlaves();
        foreach (var slave in slaves)
        {
            state.Slave(slave);
        }

        state.End();
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<FrameworkView> frameworks)
    {
        var writer = new FrameworkWriter(json);
        foreach (var framework in frameworks)
        {
            foreach (var page in FrameworkPages.Of(framework, FrameworkPages.HeldBy(framework)))
            {
                writer.Write(page);
            }

            writer.End();
        }
    }

    private static void AssertSorted(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                AssertSorted(item);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        var keys = element.EnumerateObject().Select(property => property.Name).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        foreach (var property in element.EnumerateObject())
            AssertSorted(property.Value);
    }
}
