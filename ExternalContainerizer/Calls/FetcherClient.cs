using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.Launcher;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary>Fetches what a command wants in its sandbox, by the agent's <c>mesos-fetcher</c> (rules 17.1 and 17.2): the agent leaves that to an external containerizer.</summary>
internal static class FetcherClient
{
    /// <exception cref="ContainerizerException">It could not be fetched; the fetcher has said why in the sandbox.</exception>
    public static void Fetch(CommandInfo command, ContainerizerLaunch launch, Settings settings)
    {
        if (command.Uris.Length == 0) return;
        var fetcher = Path.Combine(settings.LibexecDirectory, "mesos-fetcher");
        if (!File.Exists(fetcher)) throw new ContainerizerException($"{fetcher} is not there: expected it where MESOS_LIBEXEC_DIRECTORY says, to fetch the command's URIs");
        Environment.SetEnvironmentVariable("MESOS_EXECUTOR_URIS", TextOf(command));
        var agents = Environment.GetEnvironmentVariable("MESOS_WORK_DIRECTORY");
        Environment.SetEnvironmentVariable("MESOS_WORK_DIRECTORY", launch.Directory);
        if (launch.User is { Length: > 0 } user) Environment.SetEnvironmentVariable("MESOS_USER", user);
        var input = ChildProgram.Open("/dev/null", toAppend: false);
        var output = ChildProgram.Open(Path.Combine(launch.Directory!, "stdout"), toAppend: true);
        var errors = ChildProgram.Open(Path.Combine(launch.Directory!, "stderr"), toAppend: true);
        try
        {
            if (ChildProgram.Await(ChildProgram.Start([fetcher], input, output, errors)) != 0)
                throw new ContainerizerException($"failed to fetch URIs for container '{launch.ContainerId.Value}': see the sandbox's stderr");
        }
        finally
        {
            Environment.SetEnvironmentVariable("MESOS_WORK_DIRECTORY", agents);
            Native.close(input);
            Native.close(output);
            Native.close(errors);
        }
    }

    /// <summary><c>URI+EX URI+EX …</c>: E is 1 for a program, else 0; X is X to extract, else N.</summary>
    public static string TextOf(CommandInfo command) =>
        string.Join(' ', command.Uris.Select(uri => $"{uri.Value}+{(uri.Executable == true ? '1' : '0')}{(uri.Extract ? 'X' : 'N')}"));
}
