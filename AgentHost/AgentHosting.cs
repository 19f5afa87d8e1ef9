using System.Net;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Detection;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Http.Executors;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.AgentHost.Telemetry;
using MesosOrleans.Authentication;
using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Web;

namespace MesosOrleans.AgentHost;

/// <summary>Puts the agent's process together: what can be refused is checked before anything is started.</summary>
internal static class AgentHosting
{
    private const int CannotStart = 1;

    /// <summary>Runs until the process is told to end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(FlagValues flags)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        try
        {
            // The port first: a refusal leaves no directory behind.
            var port = Ports.Claim(flags.Get(AgentFlags.Ip), (AgentFlags.Port.Name, flags.Get(AgentFlags.Port)))[0];
            using var work = WorkDirectory.Take(flags.Get(AgentFlags.WorkDir), AgentFlags.WorkDir.Name);
            await using var app = Build(flags, work.Path, port, startedAt);
            ParentWatch.Start(app.Lifetime.StopApplication);
            await ProcessHost.Run(app, () => { });
            return app.Services.GetRequiredService<AgentEnd>().Code;
        }
        catch (Exception e) when (e is WorkDirectoryException or PortInUseException or LogDirectoryException or IsolatorException or ContainerizerException or CredentialsException)
        {
            await Console.Error.WriteLineAsync($"{flags.Set.Name}: {e.Message}");
            return CannotStart;
        }
    }

    private static WebApplication Build(FlagValues flags, string workDirectory, int port, DateTimeOffset startedAt)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddProcessLog(flags, "agent");
        var socket = new ExecutorSocketStore(workDirectory);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(flags.Get(AgentFlags.Ip), port);
            socket.Listen(kestrel);
        });

        var identity = IdentityOf(flags, workDirectory, port, startedAt);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddMesosPipeline()
            .AddSingleton(identity)
            .AddSingleton<AgentEnd>()
            .AddSingleton(services => new TaskLauncherClient(services.GetRequiredService<ILogger<TaskLauncherClient>>()))
            .AddFetcher(flags)
            .AddSingleton<IHealthChecker, HealthCheckService>()
            .AddSandboxCollector(flags, workDirectory)
            .AddContainerizers(flags, workDirectory)
            .AddSingleton(socket)
            .AddSingleton<ExecutorEndpoint>()
            .AddAgentCore(flags, workDirectory, identity)
            .AddSingleton(services => new AgentMaster(
                string.Join(',', flags.Get(AgentFlags.Master)), flags.Get(AgentFlags.RegistrationBackoffFactor),
                SecurityFlags.CredentialOf(flags, services.GetRequiredService<ILogger<CredentialsStore>>())))
            .AddSingleton<AgentService>()
            .AddHostedService(services => services.GetRequiredService<AgentService>());

        builder.Services.AddAgentTelemetry();
        builder.AddMesosExport("mesos-agent", identity.Pid[(identity.Pid.IndexOf('@', StringComparison.Ordinal) + 1)..]);
        var app = builder.Build();
        app.UseMesosPipeline(MesosPath.Slave);
        app.UseRouting();
        app.MapHealth();
        var files = new AttachedFiles("/slave/log", ProcessLog.FileOf(flags, "agent"), workDirectory, () => SandboxStore.All(workDirectory));
        app.MapFiles(files);
        app.MapBrowse(files);
        app.Services.GetRequiredService<ExecutorEndpoint>().Map(app);
        app.MapState(app.Services.GetRequiredService<AgentService>(), app.Services.GetRequiredService<ExecutorService>());
        app.MapMetrics(app.Services.GetRequiredService<AgentService>(), app.Services.GetRequiredService<ExecutorService>());
        app.MapMonitor(app.Services.GetRequiredService<ContainerMonitorService>());
        app.MapPrometheusScrapingEndpoint("/metrics").WithHelp("/metrics", "The instruments of this agent in the text format of Prometheus.");
        app.MapProcess(MesosPath.Slave);
        return app;
    }

    private static AgentIdentity IdentityOf(FlagValues flags, string workDirectory, int port, DateTimeOffset startedAt)
    {
        var given = AgentFlags.ReadResources(flags) ?? Resources.Empty;
        var names = DetectedResources.NamesIn(flags.Get(AgentFlags.Resources));
        var info = new SlaveInfo
        {
            Hostname = ProcessFlags.AdvertisedName(flags),
            Port = port,
            Resources = DetectedResources.Complete(given, names, MachineFactsService.Read(workDirectory), flags.Get(AgentFlags.DefaultRole)),
            Attributes = flags.Get(AgentFlags.Attributes) ?? Attributes.Empty,
            Checkpoint = flags.Get(AgentFlags.Checkpoint),
        };
        return new AgentIdentity(
            info, $"slave(1)@{new IPEndPoint(MachineFactsService.Reachable(flags.Get(AgentFlags.Ip)), port)}", flags.Get(AgentFlags.Master)[0].Host,
            flags.Shown, flags.Get(ProcessFlags.LogDir), startedAt, BuildText.BuiltAt(typeof(AgentHosting).Assembly));
    }
}
