namespace MesosOrleans.AgentHost.Http;

/// <summary>
/// A file as the files endpoints name it. A file of a sandbox is named by its full path (as Mesos attaches
/// sandboxes, 0.19 <c>src/files/files.cpp</c>) or, ours, by the part of it from <c>/slaves/</c> on, so that a client need not know the agent's work
/// directory. The run may be <c>latest</c>. Nothing outside of the runs of one executor has an address; whether links inside lead out of them is for
/// the opened file to show.
/// </summary>
/// <param name="Runs">Full path of the directory that the file's real path must lie below: that of the executor's sandboxes, or of the log.</param>
/// <param name="File">Full path of the file.</param>
internal sealed record SandboxAddress(string Runs, string File)
{
    // slaves/S/frameworks/F/executors/E/runs/R
    private const int RunDepth = 8;

    /// <summary>What the virtual path names; null if it is no path into a sandbox.</summary>
    /// <param name="workDirectory">Full path.</param>
    /// <param name="path">As somebody has asked for it.</param>
    public static SandboxAddress? Parse(string workDirectory, string path)
    {
        var own = workDirectory.TrimEnd('/') + "/";
        var rest = path.StartsWith("/slaves/", StringComparison.Ordinal) ? path[1..]
            : path.StartsWith(own, StringComparison.Ordinal) ? path[own.Length..]
            : "";
        var parts = rest.TrimEnd('/').Split('/');
        return parts.Length >= RunDepth && parts is ["slaves", _, "frameworks", _, "executors", _, "runs", ..] && parts.All(IsPlain)
            ? new SandboxAddress(own + string.Join('/', parts[..(RunDepth - 1)]), own + string.Join('/', parts))
            : null;
    }

    private static bool IsPlain(string part) => part is not ("" or "." or "..") && !part.Contains('\0', StringComparison.Ordinal);
}
