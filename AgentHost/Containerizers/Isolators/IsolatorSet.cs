using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>The isolators of an agent, in the order in which they prepare and clean up.</summary>
internal sealed record IsolatorSet(ImmutableArray<IIsolator> All)
{
    /// <summary>What the names mean (rule 16.1, with its deprecated words), each once.</summary>
    public static ImmutableArray<string> NamesOf(IEnumerable<string> isolation) =>
    [
        .. isolation.SelectMany(name => name switch
        {
            "process" => (string[])["posix/cpu", "posix/mem"],
            "cgroups" => ["cgroups/cpu", "cgroups/mem"],
            _ => [name],
        }).Distinct(StringComparer.Ordinal),
    ];
}
