using System.Text.Json;
using MesosOrleans.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class StateDocumentsTests
{
    private static readonly StateJson Json = new(new(StateJson.Default.Options) { WriteIndented = true, NewLine = "\n" });

    private static readonly Dictionary<string, double> Metrics = new()
    {
        ["master/tasks_finished"] = 21,
        ["master/tasks_failed"] = 1,
        ["master/tasks_killed"] = 2,
        ["master/tasks_lost"] = 3,
        ["master/staged_tasks"] = 24,
    };

    [Fact]
    public void The_document_of_a_cluster_has_the_fields_of_mesos() =>
        Golden.Equal("state.golden.json", Text(StateDocuments.Of(AClusterView.Silo, AClusterView.View, Metrics)));

    [Fact]
    public void Every_key_stands_in_the_order_of_the_alphabet()
    {
        using var document = JsonDocument.Parse(Text(StateDocuments.Of(AClusterView.Silo, AClusterView.View, Metrics)));

        AssertSorted(document.RootElement);
    }

    [Fact]
    public void A_silo_that_does_not_lead_names_the_leader_and_has_no_election_time()
    {
        var other = AClusterView.Silo with { Port = 5060 };

        var document = StateDocuments.Of(other, AClusterView.View, Metrics);

        Assert.Equal("master@127.0.0.1:5060", document.Pid);
        Assert.Equal("master@127.0.0.1:5050", document.Leader);
        Assert.Null(document.ElectedTime);
    }

    [Fact]
    public void A_slave_that_is_only_in_the_registry_is_not_shown_as_mesos_does_not_show_it()
    {
        var document = StateDocuments.Of(AClusterView.Silo, AClusterView.View, Metrics);

        Assert.Equal(["S-0", "S-1"], document.Slaves.Select(slave => slave.Id));
        Assert.Equal(2, document.ActivatedSlaves);
    }

    [Fact]
    public void A_framework_holds_its_unfinished_tasks_and_its_offers()
    {
        var framework = Assert.Single(StateDocuments.Of(AClusterView.Silo, AClusterView.View, Metrics).Frameworks);

        Assert.Equal(new ResourcesDocument(1.6, 0, 108, "[31000-31001]"), framework.Resources);
    }

    [Fact]
    public void Without_counts_and_a_cluster_name_the_counts_are_0_and_the_name_is_left_out()
    {
        var text = Text(StateDocuments.Of(AClusterView.Silo with { Cluster = null }, AClusterView.View, new Dictionary<string, double>()));

        Assert.Contains("\"finished_tasks\": 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"cluster\":", text.Replace("\"cluster\": \"peers\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Text(StateDocument document) => JsonSerializer.Serialize(document, Json.StateDocument);

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
