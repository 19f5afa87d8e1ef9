namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>Deletes directories that nobody uses any more, by age and by how full the disk is (rule 13.14).</summary>
internal interface IGarbageCollector
{
    /// <summary>
    /// Deletes the directory <c>--gc_delay</c> after it was modified, sooner under disk pressure. A path that is scheduled already gets the
    /// new time.
    /// </summary>
    /// <param name="path">Full path of a directory under the agent's work directory.</param>
    /// <param name="modified">From when on nobody uses it.</param>
    void Schedule(string path, DateTimeOffset modified);

    /// <summary>
    /// Takes the directory back because it is about to be used again. False if it was not scheduled: it is in use, was never there, or is
    /// gone already; so create it after this call, not before.
    /// </summary>
    bool Unschedule(string path);
}
