namespace MesosOrleans.Metrics;

/// <summary>What a registrar that serves shows of itself.</summary>
/// <param name="QueuedOperations">That wait for the log.</param>
/// <param name="RegistryBytes">The registry as Mesos's message.</param>
/// <param name="Replicas">Of the log.</param>
/// <param name="Answering">Of them, as last looked at.</param>
/// <param name="Whole">Of them: vote, and have learned everything.</param>
public readonly record struct RegistrarFigures(int QueuedOperations, long RegistryBytes, int Replicas, int Answering, int Whole);
