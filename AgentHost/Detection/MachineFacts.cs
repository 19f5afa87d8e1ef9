namespace MesosOrleans.AgentHost.Detection;

/// <summary>What a machine has; null where it could not be found out.</summary>
/// <param name="Cpus">Processors that may be used.</param>
/// <param name="MemoryBytes">All of the memory.</param>
/// <param name="DiskBytes">Size of the file system that holds the work directory.</param>
internal sealed record MachineFacts(int? Cpus, long? MemoryBytes, long? DiskBytes);
