using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Makes the containerizers that the flags name.</summary>
internal static class ContainerizerHosting
{
    /// <exception cref="ContainerizerException">The flags contradict each other.</exception>
    /// <exception cref="IsolatorException">This machine cannot isolate so.</exception>
    public static IServiceCollection AddContainerizers(this IServiceCollection services, FlagValues flags, string workDirectory)
    {
        var plan = ContainerizerPlan.Of(flags);
        services.AddSingleton(plan).AddSingleton<ContainerMonitorService>();
        if (plan.HasMesos) services.AddSingleton(IsolatorHosting.Open(flags, TimeProvider.System)).AddSingleton<MesosContainerizerClient>();
        if (plan.HasExternal)
        {
            services
                .AddSingleton(new ExternalSettings
                {
                    Path = flags.Get(ContainerizerFlags.ContainerizerPath)!,
                    WorkDirectory = workDirectory,
                    LibexecDirectory = Path.Combine(AppContext.BaseDirectory, "libexec"),
                    Environment = Executors.AgentCoreHosting.EnvironmentOfTasks(),
                    HadoopHome = flags.Get(SandboxFlags.HadoopHome),
                    FrameworksHome = flags.Get(SandboxFlags.FrameworksHome),
                    DefaultImage = flags.Get(ContainerizerFlags.DefaultContainerImage),
                    Timeout = flags.Get(ContainerizerFlags.ContainerizerTimeout),
                })
                .AddSingleton<ExternalCalls>()
                .AddSingleton<ChildWatchService>()
                .AddSingleton<ExternalProgramClient>()
                .AddSingleton<ExternalContainerizerClient>();
        }

        return services.AddSingleton<IContainerizer>(given => new ContainerizerSetClient(
            plan, given.GetService<MesosContainerizerClient>(), given.GetService<ExternalContainerizerClient>()));
    }
}
