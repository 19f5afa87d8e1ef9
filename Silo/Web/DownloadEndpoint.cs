using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Silo.Web.Feeds;

namespace MesosOrleans.Silo.Web;

/// <summary><c>/ui/download</c>: a file of a sandbox, through the silo.</summary>
internal static class DownloadEndpoint
{
    /// <summary>Long enough for a reading of a large cluster.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IEndpointConventionBuilder MapDownload(this IEndpointRouteBuilder app) =>
        app.MapGet("/ui/download", Answer);

    /// <summary>The address of a file.</summary>
    public static string AddressOf(TaskSummary task, string within) =>
        $"/ui/download?framework={Uri.EscapeDataString(task.FrameworkId.Value)}&task={Uri.EscapeDataString(task.TaskId.Value)}&path={Uri.EscapeDataString(within)}";

    private static async Task<IResult> Answer(HttpContext http, ClusterFeed cluster, AgentFiles files, string framework, string task, string path)
    {
        using var watch = cluster.Watch(static () => { });
        await cluster.Fresh(Patience);
        if (cluster.Current.Value is not { } model || model.Task(framework, task) is not { } row || SandboxPath.Clean(path) is not { } within)
        {
            return TypedResults.Text($"There is no task {framework}/{task} with a file '{path}'.\n", statusCode: StatusCodes.Status404NotFound);
        }

        if (model.Slave(row.Task.SlaveId.Value) is not { } slave)
        {
            return TypedResults.Text($"Slave {row.Task.SlaveId} is gone from the cluster, and what its tasks wrote with it.\n", statusCode: StatusCodes.Status404NotFound);
        }

        try
        {
            var answer = await files.Download(slave.View.Info, SandboxPath.Of(row.Task, within), http.RequestAborted);
            http.Response.RegisterForDispose(answer);
            // Never as a page: a task may have written anything.
            return TypedResults.Stream(await answer.Content.ReadAsStreamAsync(http.RequestAborted), "application/octet-stream", SandboxPath.NameOf(within));
        }
        catch (IOException problem)
        {
            return TypedResults.Text(
                problem.Message + "\n", statusCode: problem is FileNotFoundException ? StatusCodes.Status404NotFound : StatusCodes.Status502BadGateway);
        }
    }
}
