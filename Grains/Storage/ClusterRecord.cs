namespace MesosOrleans.Storage;

/// <summary>Which cluster a cluster database is of.</summary>
/// <param name="ClusterId">Drawn by the first silo: keeps clients and silos of another cluster out.</param>
/// <param name="ServiceId">Grain storage belongs to it.</param>
/// <param name="DisplayName"><c>--cluster</c>, for people.</param>
/// <param name="LogId">The registry's log, once it was initialised; null before.</param>
public sealed record ClusterRecord(string ClusterId, string ServiceId, string? DisplayName, string? LogId);
