namespace MesosOrleans.AgentHost.Http;

/// <summary>What the files endpoints may show: a log, and sandboxes where there are some.</summary>
/// <param name="LogName">The virtual path of the process's log: <c>/slave/log</c> or <c>/master/log</c>.</param>
/// <param name="LogFile">Full path of the log; null if there is none.</param>
/// <param name="WorkDirectory">Full path; the sandboxes lie in it. Null where there are none.</param>
/// <param name="Sandboxes">The full paths of those that there are now.</param>
internal sealed record AttachedFiles(string LogName, string? LogFile, string? WorkDirectory = null, Func<IEnumerable<string>>? Sandboxes = null)
{
    /// <summary>What the virtual path names; null if nothing that may be shown.</summary>
    public SandboxAddress? Find(string path)
    {
        if (LogFile is not null && path.TrimEnd('/') == LogName)
        {
            return new SandboxAddress(Path.GetDirectoryName(LogFile)!, LogFile);
        }

        return WorkDirectory is null ? null : SandboxAddress.Parse(WorkDirectory, path);
    }

    /// <summary>Each virtual path, and where it really is (<c>/files/debug.json</c>).</summary>
    public SortedDictionary<string, string> Names()
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var sandbox in Sandboxes?.Invoke() ?? [])
        {
            names[sandbox] = sandbox;
        }

        if (LogFile is not null)
        {
            names[LogName] = LogFile;
        }

        return names;
    }
}
