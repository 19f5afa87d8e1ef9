using MesosOrleans.Silo.Web.Feeds;
using MesosOrleans.Web;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor;
using MudBlazor.Services;
using Orleans.Dashboard;

namespace MesosOrleans.Silo.Web;

/// <summary>The web UI: Blazor, rendered in this silo, at <c>/ui</c>; and Orleans's own dashboard beside it at <c>/dashboard</c>, where it is switched on.</summary>
internal static class WebHosting
{
    /// <summary>Nothing comes from elsewhere, and no script stands in a page, whatever a task's name holds.</summary>
    private const string OwnOnly =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'self'";

    private static readonly TimeSpan AgentPatience = TimeSpan.FromSeconds(10);

    /// <summary>The files of the UI lie beside the program, wherever it is started; a build leaves those of its libraries where they are and says where.</summary>
    public static void UseWebFiles(this WebApplicationBuilder builder) => builder.WebHost.UseStaticWebAssets();

    public static void AddWebUi(this WebApplicationBuilder builder, WebOptions web)
    {
        if (web.HasDashboard)
        {
            builder.UseOrleans(static silo => silo.AddDashboard());
        }

        var services = builder.Services;
        services.AddSingleton(web);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = true;
        });
        // A page and its circuit are of one silo; its keys need not outlive it, nor lie about in a home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddScoped<ClusterActions>();
        services.AddSingleton<ClusterFeed>();
        services.AddSingleton<LogFeed>();
        services.AddSingleton<SilosFeed>();
        services.AddSingleton<HistoryService>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryService>());
        services.AddSingleton(new AgentFiles(new HttpClient { Timeout = AgentPatience }));
    }

    /// <summary>After routing, before the endpoints.</summary>
    public static void MapWebUi(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use(static (HttpContext http, RequestDelegate next) =>
        {
            if (http.Request.Path.StartsWithSegments("/ui"))
            {
                http.Response.Headers.ContentSecurityPolicy = OwnOnly;
                http.Response.Headers.CacheControl = "no-store";
            }

            return next(http);
        });
        app.MapStaticAssets();
        app.MapDownload();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).WithStaticAssets();
        app.Map("/master", static () => TypedResults.Redirect("/ui")).WithHelp("/", "The web UI, at /ui.");
        if (app.Services.GetRequiredService<WebOptions>().HasDashboard)
        {
            app.MapOrleansDashboard("/dashboard");
        }
    }
}
