using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Puts the fetcher together.</summary>
internal static class FetcherHosting
{
    public static IServiceCollection AddFetcher(this IServiceCollection services, FlagValues flags) => services
        .AddSingleton(provider => new FetchSettings
        {
            FrameworksHome = flags.Get(SandboxFlags.FrameworksHome),
            HadoopHome = flags.Get(SandboxFlags.HadoopHome),
            StallTimeout = flags.Get(SandboxFlags.FetcherStallTimeout),
            SizeLimit = flags.Get(SandboxFlags.FetcherSizeLimit),
            Environment = provider.GetRequiredService<ContainerSettings>().Environment,
        })
        .AddSingleton<IFetcher, FetcherService>();
}
