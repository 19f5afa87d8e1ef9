using System.Collections;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// The fetcher as a program, <c>mesos-fetcher</c>, for containerizer programs (section 17 of the rules): told by its environment alone what to fetch and where to. It tells in the sandbox's <c>stderr</c> what it does, and
/// on its own standard error why it fails.
/// </summary>
internal static class FetcherProgram
{
    /// <summary>The word that makes the agent's program this one.</summary>
    public const string Word = "fetch";

    private const int Failed = 1;

    /// <returns>The exit code.</returns>
    public static async Task<int> Run()
    {
        try
        {
            var uris = FetchUriList.Parse(Required(FetchUriList.Variable));
            var directory = Path.GetFullPath(Required("MESOS_WORK_DIRECTORY"));
            var launcher = new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance);
            using var fetcher = new FetcherService(SettingsOf(), launcher, TimeProvider.System);
            var user = Environment.GetEnvironmentVariable("MESOS_USER");
            var account = ContainerUserClient.Account(string.IsNullOrEmpty(user) || user == Environment.UserName ? null : user);
            await fetcher.Fetch(new FetchRequest { Uris = uris, Directory = directory, Account = account }, CancellationToken.None);
            return 0;
        }
        catch (Exception e) when (e is FetchException or ContainerizerException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"mesos-fetcher: {e.Message}");
            return Failed;
        }
    }

    private static FetchSettings SettingsOf() => new()
    {
        FrameworksHome = Environment.GetEnvironmentVariable("MESOS_FRAMEWORKS_HOME") ?? "",
        HadoopHome = Environment.GetEnvironmentVariable("HADOOP_HOME") ?? "",
        Environment = TaskEnvironment.Cleaned(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))),
    };

    private static string Required(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new FetchException($"{name} is not set; mesos-fetcher is told by MESOS_EXECUTOR_URIS, MESOS_WORK_DIRECTORY and, optionally, MESOS_USER, MESOS_FRAMEWORKS_HOME and HADOOP_HOME what to fetch");
}
