namespace MesosOrleans.Registrar;

/// <summary>Where the cluster remembers, outside the log, which log its registry is in.</summary>
public interface IRegistrarLogRecord
{
    /// <summary>The log that was initialised; null if none was yet.</summary>
    Task<Guid?> Read(CancellationToken cancellation);

    /// <summary>Remembers a log, if none was before; answers the one that is remembered then.</summary>
    Task<Guid> Remember(Guid log, CancellationToken cancellation);
}
