using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>Puts the collection of sandboxes together.</summary>
internal static class SandboxCollectorHosting
{
    public static IServiceCollection AddSandboxCollector(this IServiceCollection services, FlagValues flags, string workDirectory) => services
        .AddSingleton(provider => new SandboxCollectorService(
            new CollectorSettings(
                workDirectory, flags.Get(SandboxFlags.GcDelay), flags.Get(SandboxFlags.GcDiskHeadroom), flags.Get(SandboxFlags.DiskWatchInterval)),
            new ProgramClient(provider.GetRequiredService<TaskLauncherClient>(), provider.GetRequiredService<ContainerSettings>().Environment),
            DiskUsageStore.Used, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SandboxCollectorService>>()))
        .AddSingleton<IGarbageCollector>(provider => provider.GetRequiredService<SandboxCollectorService>())
        .AddHostedService(provider => provider.GetRequiredService<SandboxCollectorService>());
}
