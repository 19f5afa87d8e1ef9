namespace MesosOrleans.Registrar;

/// <summary>
/// The registrar's log failed, or another registrar took over. The outcome of what was pending is unknown; this one answers nothing any
/// more. Ask again: a new activation recovers.
/// </summary>
public sealed class RegistrarAbortedException(string message, Exception? inner = null) : Exception(message, inner);
