namespace MesosOrleans.AgentHost.Http;

/// <summary>What the files endpoints may show.</summary>
/// <param name="WorkDirectory">Full path; the sandboxes lie in it.</param>
/// <param name="LogFile">Full path of the agent's log; null if it has none.</param>
internal sealed record AttachedFiles(string WorkDirectory, string? LogFile)
{
    /// <summary>What the virtual path names; null if nothing that may be shown.</summary>
    public SandboxAddress? Find(string path) => SandboxAddress.Parse(WorkDirectory, path, LogFile);
}
