using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>A silo with one agent, for tests that leave both as they are; each has a framework of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public TestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.Start(1, "--allocation_interval=200ms", "--cluster=test");

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>One such cluster for all classes that only use one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "a cluster";
}
