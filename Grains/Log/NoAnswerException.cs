namespace MesosOrleans.Log;

/// <summary>A replica does not answer now; it may later. Nothing is known of the outcome of what was asked.</summary>
public sealed class NoAnswerException(string message, Exception? inner = null) : Exception(message, inner);
