using MesosOrleans.Flags;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Silo.Http;

/// <summary>
/// 413 for a body beyond <c>--max_request_body</c>, before any endpoint sees the request, whether or not the endpoint looks at the body. A body without a length
/// is read up to the limit first, and kept for the endpoint.
/// </summary>
internal static class RequestLimits
{
    /// <summary>What of a body without a length is kept in memory; the rest waits in a file.</summary>
    private const int KeptInMemory = 64 << 10;

    /// <summary>Refuses bodies beyond what Kestrel is set to.</summary>
    public static void UseRequestLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize is not { } limit)
            return;

        app.Use(async (HttpContext http, RequestDelegate next) =>
        {
            if (http.Request.ContentLength > limit || !await Fits(http, limit))
                await Refuse(http, limit);
            else
                await next(http);
        });
    }

    private static async Task<bool> Fits(HttpContext http, long limit)
    {
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        if (!hasBody || http.Request.ContentLength is not null)
            return true;

        // Kestrel's own limit would break the connection off with an answer that says nothing.
        LiftServerLimit(http);
        http.Request.EnableBuffering(KeptInMemory, limit + 1);
        var body = http.Request.Body;
        var chunk = new byte[16 << 10];
        long total = 0;
        while (total <= limit)
        {
            var most = (int)Math.Min(chunk.Length, limit + 1 - total);
            var read = await body.ReadAsync(chunk.AsMemory(0, most), http.RequestAborted);
            if (read == 0)
            {
                body.Position = 0;
                return true;
            }

            total += read;
        }

        return false;
    }

    private static Task Refuse(HttpContext http, long limit)
    {
        // Without a limit of its own Kestrel reads on for a few seconds, so that the client sees this answer and not a broken pipe.
        LiftServerLimit(http);
        http.Response.Headers.Connection = "close";
        return TypedResults.Text(
            $"The request body is larger than {BytesText.Format(limit)}, the limit of this silo; send less, "
            + $"or start the silo with a larger --{SiloFlags.MaxRequestBody.Name}.\n",
            statusCode: StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);
    }

    private static void LiftServerLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
    }
}
