using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Runs the programs that a fetch needs, each with its process tree under a launcher, which ends it when the agent is gone.</summary>
internal sealed class FetchProgramClient(TaskLauncherClient launcher, ImmutableSortedDictionary<string, string> environment)
{
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Runs a program to its end in the sandbox; what it says about errors goes to the sandbox's <c>stderr</c>.</summary>
    /// <param name="argv">Looked up in the PATH of the agent.</param>
    /// <param name="directory">The sandbox.</param>
    /// <param name="output">The file that its standard output is appended to.</param>
    /// <param name="cancel">Kills it.</param>
    /// <returns>How it failed; null if it ended with 0.</returns>
    public async Task<string?> Run(IReadOnlyList<string> argv, string directory, string output, CancellationToken cancel)
    {
        try
        {
            using var program = launcher.Launch(new LaunchSpec
            {
                Argv = argv,
                Environment = environment.ContainsKey("PATH") ? environment : environment.Add("PATH", SearchPath),
                WorkingDirectory = directory,
                StdoutPath = output,
                StderrPath = Path.Combine(directory, SandboxPath.ErrorsName),
            });
            await using var kill = cancel.Register(() => program.Kill(TimeSpan.Zero));
            var exit = await program.Exited;
            cancel.ThrowIfCancellationRequested();
            return exit.ExitCode == 0 ? null : $"{argv[0]}: {exit.Message}, see {SandboxPath.ErrorsName}";
        }
        catch (LaunchFailedException e)
        {
            return e.Message;
        }
    }
}
