using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static class GatewaysEndpoint
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    public static void MapGateways(this WebApplication app) =>
        app.Map("/master/gateways", Answer).WithHelp(
            "/master/gateways",
            "Which cluster this is, where its silos take agents and frameworks, and where they answer HTTP (IP:PORT each).",
            "known=VERSION&wait=DURATION (at most 1mins): while the silos are those of this version, the answer waits so long for others.");

    private static async Task<IResult> Answer(ISiloGateways silos, TimeProvider time, string? known, string? wait, CancellationToken cancelled)
    {
        var longest = TimeSpan.Zero;
        try
        {
            longest = wait is null ? TimeSpan.Zero : DurationText.Parse(wait);
        }
        catch (FormatException e)
        {
            return TypedResults.Text($"Invalid wait '{wait}': {e.Message}\n", statusCode: StatusCodes.Status400BadRequest);
        }

        // Before it is looked whether there is news: what comes in between must end the waiting too.
        var changed = silos.Changed;
        if (known == silos.Version && longest > TimeSpan.Zero)
        {
            try
            {
                await changed.WaitAsync(longest < WaitMax ? longest : WaitMax, time, cancelled);
            }
            catch (TimeoutException)
            {
                // There is no news: the same again.
            }
        }

        return JsonResult.Of(
            new GatewayDocument(silos.ClusterId, silos.ServiceId, silos.Gateways, silos.Masters, silos.Version, silos.MembersVersion),
            GatewayJson.Default.GatewayDocument, jsonp: null);
    }
}
