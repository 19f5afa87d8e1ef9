using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Registrar;
using MesosOrleans.Silo.Membership;
using MesosOrleans.Storage;

namespace MesosOrleans.Silo;

/// <summary>Where the registry's log is kept.</summary>
internal static class RegistryLog
{
    public static RegistrarLogPlace Place(FlagValues flags, WorkDirectory work, ClusterDatabase? database)
    {
        if (flags.Get(SiloFlags.Registry) == "in_memory")
        {
            return RegistrarLogPlace.Memory;
        }

        // Silos that share a database find one log, also if nobody says where.
        var shared = flags.Get(SiloFlags.ClusterDatabase) is { } given ? [given] : Array.Empty<string>();
        return new RegistrarLogPlace
        {
            WorkDir = work.Path,
            Replicas = flags.Get(SiloFlags.LogReplicas) ?? [.. shared],
            Quorum = flags.Get(SiloFlags.Quorum),
            AutoInitialize = flags.Get(SiloFlags.LogAutoInitialize),
            Record = database is null ? null : new ClusterLogRecordStore(new ClusterStore(database.Source)),
        };
    }
}
