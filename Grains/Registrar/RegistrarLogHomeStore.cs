using System.Collections.Concurrent;
using MesosOrleans.Log;
using MesosOrleans.Storage;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Registrar;

/// <summary>
/// The replicas of the registry's log that this process has opened, for all activations of the registrar: one object for each replica, so
/// that what reaches it takes turns.
/// </summary>
public sealed partial class RegistrarLogHomeStore(RegistrarLogPlace place, TimeProvider time, ILogger<RegistrarLogStore> log) : IAsyncDisposable
{
    // A replica that is down fails each append.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Complaint> _complaints = new();
    private readonly Lock _lock = new();
    private PostgresReplicasStore? _replicas;
    private Task<IReplicaStore>? _embedded;
    private LogDirectory? _directory;

    /// <summary>Where the log is found. An opening that failed is tried again.</summary>
    public async Task<LogDirectory> Directory(CancellationToken cancellation)
    {
        Task<IReplicaStore> embedded;
        lock (_lock)
        {
            if (_directory is not null)
                return _directory;
            if (!place.Replicas.IsEmpty)
                return _directory = (_replicas = new PostgresReplicasStore(place.Replicas, RegistrarLogPlace.LogName, Guid.NewGuid)).Directory;

            embedded = _embedded = _embedded is null or { IsFaulted: true } ? Open(place.WorkDir) : _embedded;
        }

        var replica = new LogReplica(await embedded.WaitAsync(cancellation));
        lock (_lock)
            return _directory ??= new LogDirectory([replica.Name], _ => replica);
    }

    /// <summary>
    /// What must be put right before a start: replicas that this cluster's registry cannot be in, or too few that can be used. A replica that
    /// does not answer is no reason: it may come back.
    /// </summary>
    /// <exception cref="StoreException">There is something; it says what.</exception>
    public async Task Check(CancellationToken cancellation)
    {
        var directory = await Directory(cancellation);
        var recorded = place.Record is { } record ? await record.Read(cancellation) : null;
        var refusals = new ConcurrentDictionary<string, string>();
        var shown = await Task.WhenAll(directory.Configured.Select(async name => (Name: name, Metadata: await directory.Look(
            name, failure => _ = failure is StoreException && refusals.TryAdd(name, failure.Message), cancellation))));
        foreach (var refusal in refusals.Values)
            LogReplicaRefused(log, refusal);
        if (refusals.Count > directory.Configured.Count - (place.Quorum ?? ((directory.Configured.Count / 2) + 1)))
            throw new StoreException($"Too few replicas of the registry's log can be used. {string.Join(' ', refusals.Values)}");

        var answered = shown.Where(replica => replica.Metadata is not null).Select(replica => (replica.Name, Metadata: replica.Metadata!)).ToList();
        RegistrarLogRules.Check(answered, recorded);
        if (answered.Count == shown.Length && answered.TrueForAll(replica => replica.Metadata.Ensemble.Version == 0))
            RegistrarLogRules.CheckAbsent(recorded, "All are empty.");
    }

    /// <summary>Tells of a replica that did not answer, but not each time.</summary>
    public void Complain(string replica, Exception reason)
    {
        var times = 0;
        _complaints.AddOrUpdate(replica, _ => Say(0), (_, last) =>
            time.GetElapsedTime(last.At) >= Quiet ? Say(last.Since) : last with { Since = last.Since + 1 });
        if (times > 0)
            LogReplicaFailed(log, replica, times, reason);

        Complaint Say(int since)
        {
            times = since + 1;
            return new Complaint(time.GetTimestamp(), 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_replicas is not null)
            await _replicas.DisposeAsync();
        if (_embedded is { IsCompletedSuccessfully: true })
            await (await _embedded).DisposeAsync();
    }

    private static async Task<IReplicaStore> Open(string? workDir) => workDir is null
        ? new MemoryLogStore("memory", Guid.NewGuid())
        : await SqliteLogStore.Open(RegistrarLogPlace.FileIn(workDir), RegistrarLogPlace.LogName, Guid.NewGuid(), CancellationToken.None);

    private sealed record Complaint(long At, int Since);
}
