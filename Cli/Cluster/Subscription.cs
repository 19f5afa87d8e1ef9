using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;

namespace MesosOrleans.Cli.Cluster;

/// <summary>How a command becomes a framework. Where nobody listens it says so at once; a silo that is too busy to answer gets some time.</summary>
internal static class Subscription
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<MesosScheduler> Open(FlagValues values, FrameworkInfo framework, CancellationToken cancel)
    {
        var options = new SchedulerOptions { TeardownOnDispose = true, Credential = SecurityFlags.CredentialOf(values) };
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await MesosScheduler.Subscribe(values.Get(ClusterFlags.Master), framework, options, cancel);
            }
            catch (MasterUnreachableException problem)
                when (problem.InnerException is OperationCanceledException or OrleansException && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                cancel.ThrowIfCancellationRequested();
            }
        }
    }
}
