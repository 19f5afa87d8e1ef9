using MesosOrleans.Storage;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace MesosOrleans.Silo.Membership;

/// <summary>Several silos, one cluster: who is a member, and the grain storage that they share. The numbers are explained in docs/high-availability.md.</summary>
internal static class MembershipHosting
{
    private const string Invariant = "Npgsql";

    /// <summary>The time-out of a probe and the period of probes: three in a row are longer than the two seconds that a silo may pause.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(800);

    public static ISiloBuilder UseClusterDatabase(this ISiloBuilder silo, ClusterDatabase database)
    {
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton<IFatalErrorHandler, FatalEnd>();
        silo.Services.AddOptions<AdoNetGrainStorageOptions>(GrainStorageNames.Frameworks).Configure<OrleansGrainStorageSerializer>((options, serializer) =>
        {
            options.Invariant = Invariant;
            options.DataSource = database.Source;
            options.GrainStorageSerializer = serializer;
        });
        silo.Services.AddGrainStorage(
            GrainStorageNames.Frameworks, (provider, name) => new SharedGrainStorage(AdoNetGrainStorageFactory.Create(provider, name)));
        return silo
            .UseAdoNetClustering(options =>
            {
                options.Invariant = Invariant;
                options.DataSource = database.Source;
            })
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = Probe;
                options.MinProbeTimeout = Probe;
                options.MaxProbeTimeout = Probe;
                options.ExtendProbeTimeoutDuringDegradation = false;
                options.NumMissedProbesLimit = 3;
                options.NumVotesForDeathDeclaration = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
                options.NumMissedTableIAmAliveLimit = 3;
            });
    }
}
