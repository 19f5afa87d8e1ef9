using System.Net;
using MesosOrleans.Authentication;
using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Http;
using MesosOrleans.Metrics;
using MesosOrleans.Registrar;
using MesosOrleans.Silo.Gateway;
using MesosOrleans.Silo.Http;
using MesosOrleans.Silo.Membership;
using MesosOrleans.Storage;
using Orleans.Configuration;

namespace MesosOrleans.Silo;

/// <summary>Puts the silo together: what the grains ask for, Orleans on a cluster database or on the embedded default, logging.</summary>
internal static class SiloHosting
{
    /// <summary>After this a call counts as unanswered, its outcome unknown.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A client whose connection is gone for so long is taken for dead, and calls to it fail at once.</summary>
    private static readonly TimeSpan ClientDropTimeout = TimeSpan.FromSeconds(5);

    public static void AddGrainsOfMesos(
        this IServiceCollection services, FlagValues flags, SiloAddresses addresses, WorkDirectory work, ClusterDatabase? database, DateTimeOffset started)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Settings(flags));
        services.AddSingleton<MasterInstruments>();
        services.AddSingleton<RegistrarInstruments>();
        services.AddSingleton<IRegistryTimings>(provider => provider.GetRequiredService<RegistrarInstruments>());
        services.AddSingleton(new MasterIdentity(MasterIdentity.MakeId(started, addresses.Advertised, addresses.Http, Environment.ProcessId)));
        services.AddSingleton(new MasterLocation(addresses.Advertised.ToString(), addresses.Http, ProcessFlags.AdvertisedName(flags)));
        services.AddRegistrarLog(RegistryLog.Place(flags, work, database));
        services.AddSingleton<SiloEnd>();
        services.AddSingleton<ISiloEnd>(provider => provider.GetRequiredService<SiloEnd>());
        services.AddHostedService<WakerService>();
        services.AddSecurity(AuthenticationOf(flags), flags.Get(SecurityFlags.Credentials), flags.Get(SecurityFlags.Acls));
    }

    /// <summary>What the silo's documents and pages say of it.</summary>
    public static void AddSiloFacts(
        this IServiceCollection services, FlagValues flags, SiloAddresses addresses, SiloCluster cluster, DateTimeOffset started)
    {
        var assembly = typeof(SiloHosting).Assembly;
        services.AddSingleton<ISiloGateways>(provider =>
            new SiloGateways(
                provider.GetRequiredService<ISiloStatusOracle>(), provider.GetRequiredService<IClusterMembershipService>(), cluster, addresses));
        services.AddSingleton(provider => new SiloFacts
        {
            Id = provider.GetRequiredService<MasterIdentity>().MasterId,
            StartedAt = started,
            Ip = addresses.Advertised.ToString(),
            Port = addresses.Http,
            Hostname = ProcessFlags.AdvertisedName(flags),
            ShownFlags = flags.Shown,
            Cluster = flags.Get(SiloFlags.Cluster),
            Version = assembly.GetName().Version!.ToString(3),
            BuiltAt = BuildText.BuiltAt(assembly),
        });
    }

    /// <summary>With a database this silo is one of several; without, it is a cluster by itself.</summary>
    public static void AddOrleansOfMesos(
        this IHostApplicationBuilder builder, FlagValues flags, SiloAddresses addresses, SiloCluster cluster, WorkDirectory work, ClusterDatabase? database)
    {
        var signer = new SessionSigner();
        builder.Services.AddSingleton(signer);
        builder.Services.AddSingleton<ISessionKeys, MemberKeys>();
        builder.UseOrleans(silo =>
        {
            silo
                .ConfigureEndpoints(
                    addresses.Advertised, addresses.Silo, addresses.Gateway, listenOnAnyHostAddress: addresses.Listen.Equals(IPAddress.Any))
                .Configure<SiloOptions>(options => options.SiloName = SiloName.Of(addresses, signer.PublicKey).ToString())
                .Configure<ClusterOptions>(options =>
                {
                    options.ClusterId = cluster.Id;
                    options.ServiceId = cluster.ServiceId;
                })
                .Configure<SiloMessagingOptions>(options =>
                {
                    options.ResponseTimeout = ResponseTimeout;
                    options.ClientDropTimeout = ClientDropTimeout;
                });
            if (AuthenticationOf(flags).IsOn)
            {
                GatewayGuard.Stand(silo);
            }

            if (database is null)
            {
                silo.UseDevelopmentClustering(new IPEndPoint(addresses.Advertised, addresses.Silo))
                    .AddSqliteGrainStorage(GrainStorageNames.Frameworks, Path.Combine(work.Path, "grains.db"));
            }
            else
            {
                silo.UseClusterDatabase(database);
            }
        });
    }

    private static AuthenticationSettings AuthenticationOf(FlagValues flags) =>
        new(flags.Get(SecurityFlags.Authenticate), flags.Get(SecurityFlags.AuthenticateSlaves));

    private static MasterSettings Settings(FlagValues flags)
    {
        var weights = flags.Get(SiloFlags.Weights);
        return new MasterSettings
        {
            SlavePingTimeout = flags.Get(SiloFlags.SlavePingTimeout),
            MaxSlavePingTimeouts = flags.Get(SiloFlags.MaxSlavePingTimeouts),
            SlaveReregisterTimeout = flags.Get(SiloFlags.SlaveReregisterTimeout),
            RecoverySlaveRemovalLimit = flags.Get(SiloFlags.RecoverySlaveRemovalLimit),
            AllocationInterval = flags.Get(SiloFlags.AllocationInterval),
            Whitelist = flags.Get(SiloFlags.Whitelist) is var path && path == "*" ? null : path,
            OfferTimeout = flags.Get(SiloFlags.OfferTimeout),
            RegistryStrict = flags.Get(SiloFlags.RegistryStrict),
            RegistryFetchTimeout = flags.Get(SiloFlags.RegistryFetchTimeout),
            RegistryStoreTimeout = flags.Get(SiloFlags.RegistryStoreTimeout),
            RootSubmissions = flags.Get(SiloFlags.RootSubmissions),
            Roles = flags.Get(SiloFlags.Roles).Add("*").Distinct().ToDictionary(role => role, role => weights.GetValueOrDefault(role, 1)),
        };
    }
}
