using MesosOrleans.Tests.Storage;
using MesosOrleans.Tests.Support.Postgres;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(OneServer))]

namespace MesosOrleans.Tests.Storage;

/// <summary>A server that all tests share which only need databases of their own on it.</summary>
public sealed class OneServer : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Connections to a new and empty database.</summary>
    public async Task<NpgsqlDataSource> Database() => NpgsqlDataSource.Create(await Server.CreateDatabase($"test_{Guid.NewGuid():N}"));
}
