namespace MesosOrleans.Log;

/// <summary>A chosen action and where it stands; it never changes again.</summary>
public sealed record LogEntry(long Position, LogAction Action);
