namespace MesosOrleans.Silo.Http;

/// <summary>503, with words, for a request that the grains could not answer (libprocess: the handler's future failed).</summary>
internal static partial class UnavailableAnswers
{
    public static void UseUnavailableAnswers(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnavailableAnswers).FullName!);
        app.Use(async (HttpContext http, RequestDelegate next) =>
        {
            try
            {
                await next(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                Abandoned(log, http.Request.Path.Value ?? "/");
            }
            catch (Exception e) when (!http.Response.HasStarted && e is not BadHttpRequestException)
            {
                Unanswered(log, e, http.Request.Path.Value ?? "/");
                http.Response.Headers.RetryAfter = "1";
                await TypedResults.Text(
                    $"The masters could not answer {http.Request.Path}: {e.Message}\nTry again in a moment.\n",
                    statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            }
        });
    }

    [LoggerMessage(4001, LogLevel.Warning, "A request for {Path} could not be answered")]
    private static partial void Unanswered(ILogger log, Exception reason, string path);

    [LoggerMessage(4002, LogLevel.Debug, "A request for {Path} was abandoned by the client")]
    private static partial void Abandoned(ILogger log, string path);
}
