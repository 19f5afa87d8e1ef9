using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>What an external program is told of a container beyond what isolates it.</summary>
internal sealed record ExternalRequest
{
    /// <summary>The command task; null for an executor.</summary>
    public TaskInfo? Task { get; init; }

    /// <summary>The executor; for a command task the one that people see.</summary>
    public required ExecutorInfo Executor { get; init; }

    public required SlaveId SlaveId { get; init; }

    /// <summary><c>slave(1)@IP:PORT</c>.</summary>
    public required string SlavePid { get; init; }

    /// <summary>The variables of rule 15.1 over the agent's own, without those of the command.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }
}
