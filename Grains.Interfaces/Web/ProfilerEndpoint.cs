using Microsoft.AspNetCore.Http.HttpResults;

namespace MesosOrleans.Web;

/// <summary><c>/profiler/start</c> and <c>/profiler/stop</c> (libprocess 0.19 <c>process/profiler.hpp</c>); the profile is the runtime's, not that of perftools.</summary>
internal static class ProfilerEndpoint
{
    private const string FileName = "perftools.out";

    public static void MapProfiler(this WebApplication app)
    {
        app.Map("/profiler/start", IResult (Profiler profiler) => profiler.Start() is { } problem ? Bad(problem) : TypedResults.Text("Profiler started.\n")).WithHelp(
            "/profiler/start", "Begins to sample what this process does.", "400 unless the process was started with LIBPROCESS_ENABLE_PROFILER=1, and while it runs.");
        app.Map("/profiler/stop", async Task<IResult> (Profiler profiler, CancellationToken cancelled) =>
            await profiler.Stop(cancelled) is { } samples
                ? TypedResults.Stream(samples, "application/octet-stream", FileName)
                : Bad("Profiler not running.")).WithHelp(
            "/profiler/stop", "Ends the sampling: a file that dotnet-trace and PerfView read.", "400 while it does not run.");
    }

    private static ContentHttpResult Bad(string problem) => TypedResults.Text(problem + "\n", statusCode: StatusCodes.Status400BadRequest);
}
