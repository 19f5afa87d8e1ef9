using MesosOrleans.AgentHost.Http;
using MesosOrleans.Http;
using MesosOrleans.Silo.Web;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary>Everything that the silo answers over HTTP. A new endpoint is a file of its own and one line here.</summary>
internal static class MesosEndpoints
{
    /// <summary>What the endpoints ask for, besides <see cref="SiloFacts"/> and <see cref="ISiloGateways"/>.</summary>
    public static IServiceCollection AddMesosEndpoints(this IServiceCollection services)
    {
        services.AddMesosPipeline();
        services.AddSingleton<ClusterReader>();
        services.AddSingleton<Leadership>();
        return services;
    }

    /// <summary>The pipeline and the endpoints. Requests of any method reach them, as in Mesos.</summary>
    /// <param name="app">In the making.</param>
    /// <param name="log">Of this silo; the only file that it shows.</param>
    public static void MapMesosEndpoints(this WebApplication app, AttachedFiles log)
    {
        app.UseRequestLimits();
        app.UseUnavailableAnswers();
        app.UseMesosPipeline(MesosPath.Master);
        app.UseRouting();

        app.MapWebUi();
        app.MapHealth();
        app.MapRedirect();
        app.MapObserve();
        app.MapShutdown();
        app.MapState();
        app.MapTasks();
        app.MapRoles();
        app.MapStats();
        app.MapRegistry();
        app.MapGateways();
        app.MapMetricsSnapshot();
        app.MapPrometheus();
        app.MapFiles(log);
        app.MapBrowse(log);
        app.MapProcess(MesosPath.Master);
    }
}
