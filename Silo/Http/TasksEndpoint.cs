using System.Globalization;
using System.Text.Json;
using MesosOrleans.Http;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/master/tasks.json</c>: live and completed tasks of live and completed frameworks, by their first status.</summary>
internal static class TasksEndpoint
{
    private const int DefaultLimit = 100;

    public static void MapTasks(this WebApplication app) =>
        app.Map("/master/tasks.json", Answer).WithHelp(
            "/master/tasks.json",
            "Tasks by the time of their first status, the newest first.",
            "limit=NUMBER (100). offset=NUMBER (0): how many are passed over. order=asc: the oldest first. jsonp=NAME: the answer as the script NAME(document);");

    private static async Task Answer(HttpContext http, ClusterReader cluster, string? limit, string? offset, string? order, string? jsonp)
    {
        if (JsonResult.ProblemOf(jsonp) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        var cancelled = http.RequestAborted;
        var tasks = new TaskSelection(Number(limit, DefaultLimit), Number(offset, 0), order == "asc");
        var registry = await cluster.ReadRegistry(cancelled);
        foreach (var ended in registry?.Completed ?? [])
        {
            Add(tasks, ended.Tasks.AsSpan());
            Add(tasks, ended.CompletedTasks.AsSpan());
        }

        foreach (var id in registry?.Frameworks ?? [])
        {
            await foreach (var page in cluster.Pages(id).WithCancellation(cancelled))
            {
                Add(tasks, page.Tasks.AsSpan());
                Add(tasks, page.CompletedTasks.AsSpan());
            }
        }

        using var body = JsonBody.Begin(http, jsonp);
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("tasks");
        foreach (var task in tasks.Shown())
        {
            JsonSerializer.Serialize(body.Json, TaskDocument.Of(task), StateJson.Default.TaskDocument);
            await body.Flush();
        }

        body.Json.WriteEndArray();
        body.Json.WriteEndObject();
        await body.End();
    }

    private static void Add(TaskSelection tasks, ReadOnlySpan<Protocol.TaskSummary> more)
    {
        foreach (var task in more)
        {
            tasks.Add(task);
        }
    }

    /// <summary>What is no number is the default, as in Mesos.</summary>
    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
