using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class DocumentTests
{
    private static readonly DocumentTestJson Json = new(JsonAnswer.Options());

    [Fact]
    public void Resources_are_summed_over_roles_in_whole_megabytes_and_show_ports_only_if_there_are_any()
    {
        Assert.Equal("""{"cpus":2.5,"disk":0,"mem":100}""", Text(ResourcesDocument.Of(Resources.Parse("cpus:2;cpus(ads):0.5;mem:100.9;gpus:1"))));
        Assert.Equal(
            """{"cpus":0,"disk":7,"mem":0,"ports":"[1-2, 5-5]"}""", Text(ResourcesDocument.Of(Resources.Parse("disk:7;ports:[1-2];ports(ads):[5-5]"))));
    }

    [Fact]
    public void Attributes_are_numbers_or_texts_by_name_and_the_last_of_a_name_counts()
    {
        var document = AttributesDocument.Of(Attributes.Parse("rack:b1;level:3.5;ports:[1-5];rack:it's"));

        Assert.Equal("""{"level":3.5,"ports":"[1-5]","rack":"it's"}""", JsonText(JsonAnswer.Of(document, Json.SortedDictionaryStringJsonNode)));
    }

    [Fact]
    public void A_task_shows_mesos_s_fields_in_sorted_order()
    {
        var status = new TaskStatus { TaskId = new TaskId("t/1"), State = TaskState.Running, Timestamp = 1795397284.134 };
        var task = new TaskSummary
        {
            Name = "näme",
            TaskId = new TaskId("t/1"),
            FrameworkId = new FrameworkId("f"),
            SlaveId = new SlaveId("s"),
            State = TaskState.Staging,
            Resources = Resources.Parse("cpus:0.1;mem:8"),
        };

        Assert.Equal(
            """{"executor_id":"","framework_id":"f","id":"t/1","name":"näme","resources":{"cpus":0.1,"disk":0,"mem":8},"slave_id":"s","state":"TASK_RUNNING","""
            + """ "statuses":[{"state":"TASK_RUNNING","timestamp":1795397284.134}]}""".TrimStart(),
            JsonText(JsonAnswer.Of(TaskDocument.Of(task.After(status)), Json.TaskDocument)));
    }

    [Fact]
    public void A_callback_wraps_the_document_as_script()
    {
        var answer = JsonAnswer.Of(new ResourcesDocument(1, 2, 3), Json.ResourcesDocument, "angular.callbacks._0");

        Assert.Equal("text/javascript", answer.ContentType);
        Assert.Equal("""angular.callbacks._0({"cpus":1,"disk":2,"mem":3});""", JsonText(answer));
        Assert.Equal("application/json", JsonAnswer.Of(new ResourcesDocument(1, 2, 3), Json.ResourcesDocument, "").ContentType);
    }

    [Theory]
    [InlineData("jQuery1_2$", true)]
    [InlineData("window['x']", false)]
    [InlineData("alert(1);f", false)]
    [InlineData("f\n", false)]
    public void Only_a_name_may_be_a_callback(string text, bool expected) => Assert.Equal(expected, JsonAnswer.IsCallback(text));

    private static string Text(ResourcesDocument document) => JsonText(JsonAnswer.Of(document, Json.ResourcesDocument));

    private static string JsonText(JsonAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}

[JsonSerializable(typeof(ResourcesDocument))]
[JsonSerializable(typeof(TaskDocument))]
[JsonSerializable(typeof(SortedDictionary<string, JsonNode>))]
internal sealed partial class DocumentTestJson : JsonSerializerContext;
