using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>Tells the time that the process tree has used.</summary>
internal sealed class PosixCpuIsolator(ProcessForestService processes) : PosixIsolator(processes)
{
    // USER_HZ, which is the same on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    protected override ResourceStatistics Add(ResourceStatistics known, ProcessUsage usage) => known with
    {
        CpusUserTimeSecs = usage.UserTicks / TicksPerSecond,
        CpusSystemTimeSecs = usage.SystemTicks / TicksPerSecond,
    };
}
