using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace MesosOrleans.Storage;

/// <summary>Registers <see cref="SqliteGrainStorage"/>.</summary>
public static class SqliteStorageHosting
{
    /// <summary>
    /// Keeps the states that name this provider in a SQLite file, which is opened at once: a file that cannot be used ends the start.
    /// </summary>
    /// <param name="silo">The silo that is being configured.</param>
    /// <param name="name">The provider's name, as in [PersistentState("state", "name")].</param>
    /// <param name="path">The file, e.g. grains.db under --work_dir; made if it is not there.</param>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder silo, string name, string path) => silo.ConfigureServices(services =>
        services.AddGrainStorage(name, (provider, _) =>
            // Away from the caller's scheduler: the first to ask is a grain, and waits here.
            Task.Run(() => SqliteGrainStorage.Open(
                path, provider.GetRequiredService<Serializer>(), provider.GetRequiredService<IActivatorProvider>(), CancellationToken.None))
                .GetAwaiter().GetResult()));
}
