using System.Globalization;
using System.Text.Json;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>The command line of runc, which crun has too.</summary>
internal sealed class RuntimeClient(string program, string stateFolder)
{
    private static readonly string[] Candidates = ["runc", "crun"];

    public string Program => program;

    /// <summary>The runtime that is given, else the first that this machine has; null if it has none.</summary>
    public static string? Find(string? given)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"]).Where(folder => folder.Length > 0).ToArray();
        foreach (var name in given is null ? Candidates : [given])
        {
            if (name.Contains('/', StringComparison.Ordinal)) return File.Exists(name) ? name : null;
            if (path.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file) return file;
        }

        return null;
    }

    /// <summary>The words to start a container and leave it to itself. The streams of who runs them become the container's.</summary>
    public IReadOnlyList<string> RunWords(string containerId, Bundle bundle) =>
        Words("--log", bundle.RuntimeLog, "run", "--detach", "--bundle", bundle.Folder, "--pid-file", bundle.PidFile, containerId);

    /// <summary>Null if the runtime does not know it.</summary>
    public OciState? Find(string containerId, out string complaint)
    {
        var result = ToolClient.Run(Words("state", containerId));
        complaint = result.Errors.Trim();
        return result.ExitCode == 0 ? JsonSerializer.Deserialize(result.Output, OciJson.Default.OciState) : null;
    }

    /// <summary>True if the signal was sent; false if it does not run.</summary>
    public bool Kill(string containerId, int signal) => ToolClient.Run(Words("kill", containerId, Text(signal))).ExitCode == 0;

    /// <exception cref="ContainerizerException">The kernel refuses, as it does for a limit of memory below what is used.</exception>
    public void Update(string containerId, ContainerLimits limits, bool countsSwap)
    {
        var words = new List<string> { "update" };
        if (limits.CpuShares is { } shares) words.AddRange(["--cpu-share", Text(shares)]);
        if (limits.CpuQuotaMicroseconds is { } quota) words.AddRange(["--cpu-period", Text(ContainerLimits.PeriodMicroseconds), "--cpu-quota", Text(quota)]);
        if (limits.MemoryBytes is { } memory)
        {
            words.AddRange(["--memory", Text(memory)]);
            if (countsSwap) words.AddRange(["--memory-swap", Text(memory)]);
        }

        if (words.Count == 1) return;
        var result = ToolClient.Run(Words([.. words, containerId]));
        if (result.ExitCode != 0) throw new ContainerizerException($"the limits of container '{containerId}' cannot be changed: {result.Errors.Trim()}");
    }

    /// <summary>Kills it if it runs, and removes it with its cgroups. Nothing if it is not there.</summary>
    /// <exception cref="ContainerizerException">It is still there.</exception>
    public void Delete(string containerId)
    {
        var result = ToolClient.Run(Words("delete", "--force", containerId));
        if (result.ExitCode != 0 && Find(containerId, out _) is not null)
            throw new ContainerizerException($"container '{containerId}' cannot be removed: {result.Errors.Trim()}");
    }

    public string Version() => ToolClient.Run([program, "--version"]).Output.Split('\n')[0];

    private IReadOnlyList<string> Words(params ReadOnlySpan<string> words) => [program, "--root", stateFolder, .. words];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
