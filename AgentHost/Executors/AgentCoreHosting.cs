using System.Collections;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Detection;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>Puts together what knows frameworks, executors and tasks, keeps them, and takes them over from a former process.</summary>
internal static class AgentCoreHosting
{
    public static IServiceCollection AddAgentCore(this IServiceCollection services, FlagValues flags, string workDirectory, AgentIdentity identity)
    {
        var bootId = MachineFactsService.BootId();
        return services
            .AddSingleton(given => RulesOf(flags, workDirectory, given.GetRequiredService<ContainerizerPlan>()))
            .AddSingleton(given => SettingsOf(flags, workDirectory, identity.Pid, given.GetRequiredService<ExecutorSocketStore>(), given.GetRequiredService<ContainerizerPlan>()))
            .AddSingleton(new RecoverySettings(flags.Get(AgentFlags.Strict), flags.Get(AgentFlags.Recover) == "cleanup", bootId))
            .AddSingleton<CheckpointCodecStore>()
            .AddSingleton(given => new CheckpointStore(new CheckpointLayout(workDirectory), given.GetRequiredService<CheckpointCodecStore>(), bootId))
            .AddSingleton<ContainerRunsService>()
            .AddSingleton<TaskChecksService>()
            .AddSingleton<EffectsService>()
            .AddSingleton<ExecutorService>()
            .AddSingleton<IExecutorCalls>(given => given.GetRequiredService<ExecutorService>())
            .AddSingleton<RecoveryService>();
    }

    private static AgentRules RulesOf(FlagValues flags, string workDirectory, ContainerizerPlan plan) => new()
    {
        WorkDirectory = workDirectory,
        Checkpoint = flags.Get(AgentFlags.Checkpoint),
        RegistrationTimeout = flags.Get(AgentFlags.ExecutorRegistrationTimeout),
        ReregistrationTimeout = flags.Get(AgentFlags.ExecutorReregistrationTimeout),
        ShutdownGracePeriod = flags.Get(AgentFlags.ExecutorShutdownGracePeriod),
        HasExternal = plan.HasExternal,
    };

    private static ContainerSettings SettingsOf(FlagValues flags, string workDirectory, string pid, ExecutorSocketStore socket, ContainerizerPlan plan) => new()
    {
        WorkDirectory = workDirectory,
        Environment = EnvironmentOfTasks(),
        AgentPid = pid,
        ExecutorSocket = socket.IsPossible ? ExecutorSocketStore.Name : null,
        AgentUser = Environment.UserName,
        HasExternal = plan.HasExternal,
        SwitchUser = flags.Get(AgentFlags.SwitchUser),
        Checkpoint = flags.Get(AgentFlags.Checkpoint),
        RecoveryTimeout = flags.Get(AgentFlags.RecoveryTimeout),
        ShutdownGracePeriod = flags.Get(AgentFlags.ExecutorShutdownGracePeriod),
    };

    /// <summary>The agent's own variables, as far as tasks get them.</summary>
    public static System.Collections.Immutable.ImmutableSortedDictionary<string, string> EnvironmentOfTasks() => TaskEnvironment.Cleaned(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")));
}
