namespace MesosOrleans.Storage;

/// <summary>The grain storages that a silo provides, whatever is behind them.</summary>
public static class GrainStorageNames
{
    /// <summary>One small state a framework, and the index of frameworks.</summary>
    public const string Frameworks = "frameworks";
}
