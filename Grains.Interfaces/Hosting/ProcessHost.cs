using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MesosOrleans.Hosting;

/// <summary>A host as the whole of a process.</summary>
public static class ProcessHost
{
    /// <summary>Starts it, and returns when it has been told to end and has ended; told so while it starts, it ends just the same.</summary>
    public static async Task Run(IHost host, Action started)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        try
        {
            await host.StartAsync();
            started();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Orleans refuses to stop a silo that is still starting; whoever disposes the host ends what there is of it.
            return;
        }

        await host.WaitForShutdownAsync();
    }
}
