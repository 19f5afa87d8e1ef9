using MesosOrleans.Http;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static partial class RegistryEndpoint
{
    /// <summary>A registrar that does not answer by then is recovering, or waits for a quorum.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly RegistryJson Json = new(new(RegistryJson.Default.Options) { Encoder = JsonAnswer.Options().Encoder });

    public static void MapRegistry(this WebApplication app) =>
        app.Map("/registrar(1)/registry", static async (IGrainFactory grains, TimeProvider time, ILogger<RegistryDocument> log, string? jsonp) =>
            JsonResult.ProblemOf(jsonp) ?? JsonResult.Of(await Read(grains, time, log), Json.RegistryDocument, jsonp))
            .WithHelp(
                "/registrar(1)/registry",
                "The registry: the master that leads and the slaves that are admitted. {} until it is recovered.",
                "jsonp=NAME: the answer as the script NAME(document);");

    private static async Task<RegistryDocument> Read(IGrainFactory grains, TimeProvider time, ILogger log)
    {
        try
        {
            return RegistryDocuments.Of(await grains.Registrar().Read().WaitAsync(Patience, time));
        }
        catch (Exception e)
        {
            NotRecovered(log, e);
            return RegistryDocuments.NotRecovered;
        }
    }

    [LoggerMessage(4004, LogLevel.Information, "The registry is not shown: the registrar does not answer")]
    private static partial void NotRecovered(ILogger log, Exception reason);
}
