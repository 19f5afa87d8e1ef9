using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost;

/// <summary>What this agent says of itself.</summary>
/// <param name="Info">Without an ID until it is admitted.</param>
/// <param name="Pid"><c>slave(1)@ip:port</c>.</param>
/// <param name="MasterHostname">The host of <c>--master</c>.</param>
/// <param name="Flags">By name, as in <c>state.json</c>.</param>
/// <param name="LogDir">Null without log files.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="BuiltAt">When the program was built.</param>
internal sealed record AgentIdentity(
    SlaveInfo Info, string Pid, string MasterHostname, ImmutableSortedDictionary<string, string> Flags, string? LogDir, DateTimeOffset StartedAt,
    DateTimeOffset BuiltAt)
{
    /// <summary>The version of Mesos whose documents and rules these are.</summary>
    public const string Version = "0.19.0";
}
