using MesosOrleans.Connection;

namespace MesosOrleans.Silo.Http;

internal static class GatewaysEndpoint
{
    public static void MapGateways(this WebApplication app) =>
        app.Map("/master/gateways", static (ISiloGateways silos) => JsonResult.Of(
            new GatewayDocument(silos.ClusterId, silos.ServiceId, silos.Gateways, silos.Masters), GatewayJson.Default.GatewayDocument, jsonp: null))
            .WithHelp("/master/gateways", "Which cluster this is, where its silos take agents and frameworks, and where they answer HTTP (IP:PORT each).");
}
