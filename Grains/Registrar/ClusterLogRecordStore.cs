using MesosOrleans.Storage;

namespace MesosOrleans.Registrar;

/// <summary>
/// In the row of the cluster database. What was read once is not asked for again: the loss of that database must not keep a registrar from
/// recovering.
/// </summary>
public sealed class ClusterLogRecordStore(ClusterStore cluster) : IRegistrarLogRecord
{
    private volatile string? _known;

    public async Task<Guid?> Read(CancellationToken cancellation) =>
        (_known ??= (await cluster.Read(cancellation))?.LogId) is { } log ? Guid.Parse(log) : null;

    public async Task<Guid> Remember(Guid log, CancellationToken cancellation) =>
        Guid.Parse(_known = (await cluster.LogInitialized(log.ToString(), cancellation)).LogId!);
}
