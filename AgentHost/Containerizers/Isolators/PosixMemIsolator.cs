using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>Tells the memory that the process tree has.</summary>
internal sealed class PosixMemIsolator(ProcessForestService processes) : PosixIsolator(processes)
{
    protected override ResourceStatistics Add(ResourceStatistics known, ProcessUsage usage) =>
        known with { MemRssBytes = (ulong)(usage.ResidentPages * Environment.SystemPageSize) };
}
