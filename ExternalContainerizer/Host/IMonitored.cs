namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>What of a container the monitor has to do itself.</summary>
internal interface IMonitored
{
    /// <summary>Starts it, if that is for the monitor. Afterwards its first process, if there is one, is a child of this process.</summary>
    void Start();

    /// <summary>Ends when its first process has ended, and this is recorded; at once if that is not for the monitor.</summary>
    void Follow();

    /// <summary>Kills it; nothing if it has ended.</summary>
    void Kill();

    /// <summary>Removes what was made.</summary>
    void Undo();
}
