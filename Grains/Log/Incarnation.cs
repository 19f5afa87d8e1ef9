namespace MesosOrleans.Log;

/// <summary>
/// One life of a replica, within which it forgets nothing. A new one begins when its tables are made and when it is sent back to RECOVERING.
/// </summary>
/// <param name="Number">
/// The proposal of the coordinator that sent it to RECOVERING, so that of two lives in one log the later has the higher number; 0 for a
/// replica whose tables were made and that was never sent.
/// </param>
/// <param name="Id">Drawn with it; tells lives apart that others have never heard of.</param>
public readonly record struct Incarnation(long Number, Guid Id);
