using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What <c>mesos local --agents=2</c> starts, on free ports and in a folder of its own; all is gone when it is disposed.</summary>
public sealed class LocalCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public TestProgram Command { get; private set; } = null!;

    /// <summary><c>HOST:PORT</c>.</summary>
    public string Master { get; private set; } = "";

    /// <summary>Its work directory, which stands in the command line of each of its processes.</summary>
    public string Folder => _folder.Path;

    public static async Task<LocalCluster> Start()
    {
        var cluster = new LocalCluster();
        try
        {
            await cluster.InitializeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask InitializeAsync()
    {
        Command = TestProgram.Start(
            "Cli", "local", "--agents=2", "--port=0", $"--work_dir={Folder}", "--resources=cpus:8;mem:4096;disk:4096",
            "--registration_backoff_factor=50ms", "--allocation_interval=200ms");
        Master = await Command.Line("ready: http://");
    }

    public async ValueTask DisposeAsync()
    {
        if (Command is not null)
        {
            await Command.DisposeAsync();
        }

        // Killed, it leaves its children to end by themselves.
        await Eventually.Holds($"no process of {Folder} is left", () => TaskProcesses.With(Folder).Count == 0);
        _folder.Dispose();
    }
}

/// <summary>One cluster for all classes that only use one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedLocalCluster : ICollectionFixture<LocalCluster>
{
    public const string Name = "a local cluster";
}
