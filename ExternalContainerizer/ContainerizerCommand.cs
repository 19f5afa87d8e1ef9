using MesosOrleans.ExternalContainerizer.Calls;
using MesosOrleans.ExternalContainerizer.Docker;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Oci;

namespace MesosOrleans.ExternalContainerizer;

/// <summary>The command line: the seven calls of the external containerizer protocol (Mesos 0.19, rule 18.2), what a person asks, and what the program starts itself as.</summary>
internal static class ContainerizerCommand
{
    private const int Failed = 1, BadUsage = 2;

    private static readonly string[] CallNames = ["launch", "wait", "update", "usage", "destroy", "containers", "recover"];

    public static async Task<int> Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        try
        {
            var settings = Settings.Read(args, Environment.GetEnvironmentVariable, out var rest);
            switch (rest)
            {
                case ["--help"]:
                    await output.WriteLineAsync(Usage);
                    return 0;
                case ["--version"]:
                    await output.WriteLineAsync($"mesos-external-containerizer {typeof(ContainerizerCommand).Assembly.GetName().Version!.ToString(3)}");
                    return 0;
                case ["check"]:
                    return await new MachineCheck(settings, ProgramFile.Find(), output).Run();
                case [MonitorProgram.Command, var kind, var id, var directory]:
                    return Monitor(settings, kind, id, directory, isWatched: false);
                case [MonitorProgram.Command, var kind, var id, var directory, MonitorProgram.Watched]:
                    return Monitor(settings, kind, id, directory, isWatched: true);
                case [var call] when CallNames.Contains(call):
                    return await Calls(settings, errors, calls => Call(calls, call));
                case [ObserveCall.Command, var id]:
                    return await Calls(settings, errors, calls => new ObserveCall(calls.Backend, settings.WorkDirectory, errors).Run(id));
                default:
                    await errors.WriteLineAsync(
                        $"mesos-external-containerizer: expected one of {string.Join(", ", CallNames)}, check, --help, --version, got '{string.Join(' ', rest)}'; see --help");
                    return BadUsage;
            }
        }
        catch (ContainerizerException e)
        {
            await errors.WriteLineAsync("mesos-external-containerizer: " + e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("mesos-external-containerizer: broken off, for the agent that called has gone");
            return Failed;
        }
    }

    private static async Task<int> Calls(Settings settings, TextWriter errors, Func<ContainerCalls, Task<int>> act)
    {
        if (settings.WorkDirectory.Length == 0)
            throw new ContainerizerException("MESOS_WORK_DIRECTORY is not set: an agent sets it when it calls this program; see --help");
        var backend = BackendOf(settings, errors);
        try
        {
            return await act(new ContainerCalls(backend, settings, errors));
        }
        finally
        {
            (backend as IDisposable)?.Dispose();
        }
    }

    private static Task<int> Call(ContainerCalls calls, string name) => name switch
    {
        "launch" => calls.Launch(),
        "wait" => calls.Wait(),
        "update" => calls.Update(),
        "usage" => calls.Usage(),
        "destroy" => calls.Destroy(),
        "containers" => calls.Containers(),
        _ => calls.Recover(),
    };

    private static IBackend BackendOf(Settings settings, TextWriter errors) => settings.ChosenBackend == BackendKind.Docker
        ? new DockerBackendClient(settings, ProgramFile.Find(), errors, TimeProvider.System)
        : new OciBackendClient(settings, ProgramFile.Find(), errors, TimeProvider.System);

    private static int Monitor(Settings settings, string kind, string id, string directory, bool isWatched)
    {
        var runtime = kind == "oci" ? new RuntimeClient(RuntimeClient.Find(settings.Runtime)!, new OciLayout(settings.WorkDirectory).State) : null;
        IMonitored container = runtime is null
            ? new DockerContainerClient(settings.DockerSocket, id)
            : new OciContainerClient(runtime, id, new OciLayout(settings.WorkDirectory).BundleOf(id), directory);
        string[]? executor = isWatched
            ? [Path.Combine(settings.LibexecDirectory, "mesos-executor"), "--override", .. ProgramFile.Find().Words(settings), ObserveCall.Command, id]
            : null;
        using var word = new StreamReader(Console.OpenStandardInput());
        using var reports = new StreamWriter(Console.OpenStandardOutput());
        return new MonitorProgram(container, settings.WorkDirectory, id, executor, directory).Run(word, reports);
    }

    private static string Usage =>
        $"""
        Usage: mesos-external-containerizer [FLAGS] COMMAND

        Runs containers for an agent that was started with --isolation=external or --containerizers=external,mesos, and
        --containerizer_path="/path/of/mesos-external-containerizer [FLAGS]". The agent calls it with one of
          {string.Join(", ", CallNames)}
        and speaks the external containerizer protocol of Mesos 0.19 with it: records on standard input and output,
        each a length of 4 bytes in host byte order and a protobuf message. Complaints go to standard error.

          check      tells what of this works on this machine, and what does not
          --help     this text
          --version  the version

        Flags, each also as a variable CONTAINERIZER_NAME of the agent's environment:
        {string.Join(Environment.NewLine, Settings.Flags.Select(flag => $"  --{flag.Name + "=…",-18} {flag.Meaning}"))}
        """;
}
