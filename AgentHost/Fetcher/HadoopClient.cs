using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Copies out of HDFS and S3 with the program <c>hadoop</c> of this machine, as the agent's user (rule 17.4).</summary>
internal sealed class HadoopClient(ProgramClient programs, FetchSettings settings)
{
    /// <exception cref="FetchException">There is no hadoop, or it fails.</exception>
    public async Task Copy(FetchSource.Hadoop source, string target, string directory, FetchBudget budget, CancellationToken cancel)
    {
        var hadoop = Program()
            ?? throw new FetchException("there is no program 'hadoop' in the agent's PATH: install it, or start the agent with --hadoop_home");

        // The kernel stops it at the size that is left, and one byte more shows that it was stopped.
        var limit = (budget.Bytes + 1).ToString(CultureInfo.InvariantCulture);
        var said = Path.Combine(directory, SandboxPath.ErrorsName);
        var failure = await programs.Run(
            ["prlimit", $"--fsize={limit}", "--", hadoop, "fs", "-copyToLocal", source.Uri, target], directory, said, said, cancel);
        if (File.Exists(target))
        {
            budget.Take(new FileInfo(target).Length);
        }

        if (failure is not null || !File.Exists(target))
        {
            throw new FetchException(failure is null ? "hadoop has copied no file" : $"{failure}, see {SandboxPath.ErrorsName}");
        }
    }

    private string? Program()
    {
        const string name = "hadoop";
        if (settings.HadoopHome.Length > 0)
        {
            return Path.Combine(settings.HadoopHome, "bin", name);
        }

        return settings.Environment.GetValueOrDefault("PATH", "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
