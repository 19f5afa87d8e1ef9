namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Runs programs for the agent itself, each with its process tree under a launcher, which ends it when the agent is gone.</summary>
internal sealed class ProgramClient(TaskLauncherClient launcher, IReadOnlyDictionary<string, string> environment)
{
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Runs a program to its end.</summary>
    /// <param name="argv">Looked up in the PATH of the environment.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="output">The file that its standard output is appended to.</param>
    /// <param name="errors">The same for its standard error.</param>
    /// <param name="cancel">Kills it.</param>
    /// <returns>How it failed; null if it ended with 0.</returns>
    public async Task<string?> Run(IReadOnlyList<string> argv, string directory, string output, string errors, CancellationToken cancel)
    {
        try
        {
            using var program = launcher.Launch(new LaunchSpec
            {
                Argv = argv,
                Environment = environment.ContainsKey("PATH") ? environment : new Dictionary<string, string>(environment) { ["PATH"] = SearchPath },
                WorkingDirectory = directory,
                StdoutPath = output,
                StderrPath = errors,
            });
            await using var kill = cancel.Register(() => program.Kill(TimeSpan.Zero));
            var exit = await program.Exited;
            cancel.ThrowIfCancellationRequested();
            return exit.ExitCode == 0 ? null : exit.Message;
        }
        catch (LaunchFailedException e)
        {
            return e.Message;
        }
    }
}
