using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Registrar;

/// <summary>Makes the log of one activation of the registrar.</summary>
public delegate Task<RegistrarLogStore> RegistrarLogFactory(CancellationToken cancel);

/// <summary>Gives the registrar grain its log: one for each activation, over the replicas that the silo was configured with.</summary>
public static class RegistrarHosting
{
    public static IServiceCollection AddRegistrarLog(this IServiceCollection services, RegistrarLogPlace place)
    {
        services.AddSingleton<RegistryCodecStore>();
        services.AddSingleton(place);
        services.AddSingleton<RegistrarLogHomeStore>();
        services.AddSingleton<RegistrarLogFactory>(provider =>
        {
            var home = provider.GetRequiredService<RegistrarLogHomeStore>();
            var settings = provider.GetRequiredService<MasterSettings>();
            return async cancel => new RegistrarLogStore(
                await home.Directory(cancel),
                provider.GetRequiredService<RegistryCodecStore>(),
                new RegistrarLogOptions
                {
                    Strict = settings.RegistryStrict,
                    FetchTimeout = settings.RegistryFetchTimeout,
                    StoreTimeout = settings.RegistryStoreTimeout,
                    AutoInitialize = place.AutoInitialize,
                    Quorum = place.Quorum,
                    Record = place.Record,
                },
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IRegistryTimings>(),
                home.Complain);
        });
        return services;
    }
}
