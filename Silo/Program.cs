using MesosOrleans.AgentHost.Http;
using MesosOrleans.Authentication;
using MesosOrleans.Authorization;
using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Registrar;
using MesosOrleans.Silo;
using MesosOrleans.Silo.Http;
using MesosOrleans.Silo.Membership;
using MesosOrleans.Silo.ReplicatedLog;
using MesosOrleans.Silo.Telemetry;
using MesosOrleans.Silo.Web;
using MesosOrleans.Storage;
using MesosOrleans.Web;

if (args is ["log", .. var asked])
{
    return await LogCommand.Run(asked);
}

if (!ProgramFlags.Read(SiloFlags.Set, args, out var flags, out var exitCode))
{
    return exitCode;
}

try
{
    var started = TimeProvider.System.GetUtcNow();
    // The ports first: a refusal leaves no directory behind.
    var addresses = SiloAddresses.Claim(flags);
    var address = $"http://{addresses.Advertised}:{addresses.Http}";
    using var work = WorkDirectory.Take(flags.Get(SiloFlags.WorkDir), SiloFlags.WorkDir.Name);
    await using var database = flags.Get(SiloFlags.ClusterDatabase) is { } given
        ? await ClusterDatabase.Open(given, flags.Get(SiloFlags.Cluster), CancellationToken.None)
        : null;
    var cluster = database?.Cluster ?? SiloCluster.Of(work);
    // Who starts agents with it need not wait until it serves: they ask until it does.
    Console.WriteLine($"silo starting: {address}");

    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot") });
    builder.UseWebFiles();
    builder.Logging.AddProcessLog(flags, "silo");
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.Listen(addresses.Listen, addresses.Http);
        kestrel.Limits.MaxRequestBodySize = flags.Get(SiloFlags.MaxRequestBody);
    });
    builder.Services.AddGrainsOfMesos(flags, addresses, work, database, started);
    builder.Services.AddSiloFacts(flags, addresses, cluster, started);
    builder.Services.AddMesosEndpoints();
    builder.Services.AddMesosTelemetry();
    builder.AddMesosExport("mesos-silo", $"{addresses.Advertised}:{addresses.Http}");
    builder.AddOrleansOfMesos(flags, addresses, cluster, work, database);
    builder.AddWebUi(new WebOptions(flags.Get(SiloFlags.OrleansDashboard), !flags.Get(SecurityFlags.Authenticate)));

    await using var app = builder.Build();
    app.MapMesosEndpoints(new AttachedFiles("/master/log", ProcessLog.FileOf(flags, "silo")));
    // What cannot be read is told before anything is served.
    _ = app.Services.GetRequiredService<CredentialsSource>();
    _ = app.Services.GetRequiredService<AuthorizationService>();
    await app.Services.GetRequiredService<RegistrarLogHomeStore>().Check(CancellationToken.None);
    ParentWatch.Start(app.Lifetime.StopApplication);
    await ProcessHost.Run(app, () => Console.WriteLine($"silo ready: {address}"));
    return app.Services.GetRequiredService<SiloEnd>().ExitCode;
}
catch (Exception e) when (e is WorkDirectoryException or PortInUseException or LogDirectoryException or ClusterDatabaseException or StoreException
    or CredentialsException or AclsException)
{
    await Console.Error.WriteLineAsync($"mesos silo: {e.Message}");
    return 1;
}
