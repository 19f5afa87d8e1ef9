using System.Text;
using MesosOrleans.Http;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/master/observe</c>.</summary>
internal static class ObserveEndpoint
{
    private static readonly ObserveJson Json = new(JsonAnswer.Options());

    public static void MapObserve(this WebApplication app) =>
        app.Map("/master/observe", Answer).WithHelp(
            "/master/observe",
            "Echoes what a monitor says of hosts, and whether that is well. Nothing is kept.",
            "A form in the body: monitor=NAME, hosts=HOST,HOST…, level=LEVEL (OK is well).");

    private static async Task<IResult> Answer(HttpRequest request, CancellationToken cancelled)
    {
        using var body = new StreamReader(request.Body, Encoding.UTF8);
        return ObserveForm.Read(await body.ReadToEndAsync(cancelled), out var problem) is { } document
            ? JsonResult.Of(document, Json.ObserveDocument, jsonp: null)
            : TypedResults.Text(problem, statusCode: StatusCodes.Status400BadRequest);
    }
}
