using MesosOrleans.Hosting;

namespace MesosOrleans.Web;

/// <summary><c>/system/stats.json</c>: what the machine says of itself (libprocess 0.19 <c>process/system.hpp</c>). Its names are not those of the metrics.</summary>
internal static class SystemEndpoint
{
    public static void MapSystem(this WebApplication app) =>
        app.Map("/system/stats.json", (string? jsonp) => JsonResult.ProblemOf(jsonp)
            ?? JsonResult.Of(MachineReadings.Stats(), NumbersJson.Default.SortedDictionaryStringDouble, jsonp)).WithHelp(
            "/system/stats.json",
            "The load, processors and memory of the machine; what it does not say is left out.",
            "jsonp=NAME: the answer as the script NAME(document);");
}
