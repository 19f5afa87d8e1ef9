namespace MesosOrleans.Storage;

/// <summary>A file or database of ours cannot be used as it is; the message says what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
