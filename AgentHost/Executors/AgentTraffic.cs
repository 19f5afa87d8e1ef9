namespace MesosOrleans.AgentHost.Executors;

/// <summary>How much of what executors and schedulers said was taken, and how much was not (facts: metrics, section 3).</summary>
internal sealed class AgentTraffic
{
    /// <summary>Updates of executors of a framework that is here, also of tasks that are not.</summary>
    public long ValidUpdates { get; private set; }

    /// <summary>Updates for a framework that is not here or ends.</summary>
    public long InvalidUpdates { get; private set; }

    /// <summary>Messages passed on, either way.</summary>
    public long ValidMessages { get; private set; }

    /// <summary>Messages dropped: the framework is not here or ends, or the executor is not here or does not listen.</summary>
    public long InvalidMessages { get; private set; }

    public void Update(bool isValid) => (ValidUpdates, InvalidUpdates) = (ValidUpdates + (isValid ? 1 : 0), InvalidUpdates + (isValid ? 0 : 1));

    public void Message(bool isValid) => (ValidMessages, InvalidMessages) = (ValidMessages + (isValid ? 1 : 0), InvalidMessages + (isValid ? 0 : 1));
}
