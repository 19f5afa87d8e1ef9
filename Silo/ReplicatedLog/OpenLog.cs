using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Storage;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>
/// A log that the flags name, as its replicas hold it: no silo is asked, and none need run. Replicas in PostgreSQL take turns among all who
/// ask. The file of a work directory belongs to its silo: to look at it, it is copied; to change it, the directory is taken.
/// </summary>
internal sealed class OpenLog : IAsyncDisposable
{
    // Nobody waits for this but the one who has called it, and a process that has just begun is slow.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<IAsyncDisposable> _held = [];

    private OpenLog(LogDirectory directory, Func<string, ILogReplica> replica) => (Directory, Replica) = (directory, replica);

    public LogDirectory Directory { get; }

    /// <summary>The replica of that name.</summary>
    public Func<string, ILogReplica> Replica { get; }

    /// <summary>To look at, and leave as it is.</summary>
    public LogInspection Inspection => Directory.Inspection;

    /// <summary>The registry's log, to look at.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public static async Task<OpenLog> ToRead(FlagValues flags, CancellationToken cancellation, string? further = null)
    {
        if (Databases(flags) is { } databases)
            return OfDatabases(databases, RegistrarLogPlace.LogName, further);

        var copy = SqliteCopyStore.Of(RegistrarLogPlace.FileIn(flags.Get(LogFlags.WorkDir)!));
        return await OfFile(copy.Path, RegistrarLogPlace.LogName, copy, cancellation);
    }

    /// <summary>The registry's log, to change.</summary>
    /// <exception cref="WorkDirectoryException">A silo is using it.</exception>
    public static async Task<OpenLog> ToWrite(FlagValues flags, CancellationToken cancellation)
    {
        if (Databases(flags) is { } databases)
            return OfDatabases(databases, RegistrarLogPlace.LogName, null);

        var work = WorkDirectory.Take(flags.Get(LogFlags.WorkDir)!, LogFlags.WorkDir.Name);
        return await OfFile(RegistrarLogPlace.FileIn(work.Path), RegistrarLogPlace.LogName, work, cancellation);
    }

    /// <summary>The registry's log, to change its replicas; one of them may be new.</summary>
    /// <exception cref="StoreException">It is a file, and so has one replica for ever.</exception>
    public static OpenLog ToChange(FlagValues flags, string replica) => Databases(flags) is { } databases
        ? OfDatabases(databases, RegistrarLogPlace.LogName, replica)
        : throw new StoreException($"the log in {flags.Get(LogFlags.WorkDir)} is a file, which is its only replica: a log whose replicas change is in databases, see --log_replicas");

    /// <summary>A log of its own at the same places, which is deleted when this is disposed.</summary>
    public static async Task<OpenLog> Scratch(FlagValues flags, string name, CancellationToken cancellation)
    {
        if (Databases(flags) is not { } databases)
        {
            var folder = new ScratchFolder(flags.Get(LogFlags.WorkDir)!);
            return await OfFile(Path.Combine(folder.Path, "log.db"), name, folder, cancellation);
        }

        // What one before this has left, if it was killed.
        await using (var before = new PostgresReplicasStore(databases, name, Guid.NewGuid, null, Patience))
            await before.Delete(cancellation);
        var log = OfDatabases(databases, name, null);
        log._held.Add(new Deletion(databases, name));
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in _held)
            await held.DisposeAsync();
    }

    private static IReadOnlyList<string>? Databases(FlagValues flags) => flags.Get(SiloFlags.LogReplicas) is { } replicas ? [.. replicas]
        : flags.Get(SiloFlags.ClusterDatabase) is { } shared ? [shared] : null;

    private static OpenLog OfDatabases(IReadOnlyList<string> databases, string name, string? further)
    {
        var replicas = new PostgresReplicasStore(databases, name, Guid.NewGuid, further, Patience);
        return new OpenLog(replicas.Directory, replicas.Open) { _held = { replicas } };
    }

    private static async Task<OpenLog> OfFile(string path, string name, IDisposable place, CancellationToken cancellation)
    {
        try
        {
            var store = await SqliteLogStore.Open(path, name, Guid.NewGuid(), cancellation);
            var replica = new LogReplica(store);
            return new OpenLog(new LogDirectory([replica.Name], _ => replica), _ => replica) { _held = { store, new Release(place) } };
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private sealed class Release(IDisposable place) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            place.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Deletion(IReadOnlyList<string> databases, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using var replicas = new PostgresReplicasStore(databases, name, Guid.NewGuid, null, Patience);
            await replicas.Delete(CancellationToken.None);
        }
    }

    private sealed class ScratchFolder(string within) : IDisposable
    {
        public string Path { get; } = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(within, $"log-benchmark-{Guid.NewGuid():N}")).FullName;

        public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
    }
}
