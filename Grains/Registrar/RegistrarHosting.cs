using MesosOrleans.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Registrar;

/// <summary>Makes the log of one activation of the registrar.</summary>
public delegate Task<RegistrarLogStore> RegistrarLogFactory(CancellationToken cancel);

/// <summary>Gives the registrar grain its log: one for each activation, over the replicas that the silo was configured with.</summary>
public static partial class RegistrarHosting
{
    private const string LogName = "registry";

    /// <summary>The embedded default: one replica in a file of the work directory. Null: in memory, for tests.</summary>
    public static IServiceCollection AddRegistrarLog(this IServiceCollection services, string? workDir)
    {
        services.AddSingleton<RegistryCodecStore>();
        services.AddSingleton<RegistrarLogFactory>(provider =>
        {
            // One replica object for all activations of the process: it serialises what reaches its file. An opening that failed is tried again.
            Task<ILogReplica>? opened = null;
            Task<ILogReplica> Replica() => opened is null or { IsFaulted: true } ? opened = Open(workDir) : opened;
            var settings = provider.GetRequiredService<MasterSettings>();
            var log = provider.GetRequiredService<ILogger<RegistrarLogStore>>();
            return async cancel => new RegistrarLogStore(
                Directory(await Replica().WaitAsync(cancel)),
                provider.GetRequiredService<RegistryCodecStore>(),
                new RegistrarLogOptions
                {
                    Strict = settings.RegistryStrict,
                    FetchTimeout = settings.RegistryFetchTimeout,
                    StoreTimeout = settings.RegistryStoreTimeout,
                },
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IRegistryTimings>(),
                (name, exception) => LogReplicaFailed(log, name, exception));
        });
        return services;
    }

    private static LogDirectory Directory(ILogReplica only) => new([only.Name], _ => only);

    private static async Task<ILogReplica> Open(string? workDir) => new LogReplica(
        workDir is null
            ? new MemoryLogStore("memory", Guid.NewGuid())
            : await SqliteLogStore.Open(Path.Combine(workDir, "replicated_log.db"), LogName, Guid.NewGuid(), CancellationToken.None));

    [LoggerMessage(501, LogLevel.Warning, "Replica {Replica} of the registry's log failed")]
    private static partial void LogReplicaFailed(ILogger log, string replica, Exception reason);
}
