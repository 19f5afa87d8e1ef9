namespace MesosOrleans.Registrar;

/// <summary>Is told how long the registry's log takes. Called from any thread.</summary>
public interface IRegistryTimings
{
    /// <summary>The registry was read at a recovery.</summary>
    void Fetched(TimeSpan took);

    /// <summary>An append is durable; so many operations went with it (0: it only confirmed that nobody else writes).</summary>
    void Stored(TimeSpan took, int operations);
}
