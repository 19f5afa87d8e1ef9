using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>Where the cgroups of the agent lie (rule 16.11): <c>ROOT/CONTAINER</c> below the hierarchy of a controller, or below the only one.</summary>
/// <param name="Version">Of the kernel's interface.</param>
/// <param name="Hierarchy"><c>--cgroups_hierarchy</c>.</param>
/// <param name="Root"><c>--cgroups_root</c>.</param>
internal sealed record CgroupLayout(CgroupVersion Version, string Hierarchy, string Root)
{
    /// <summary>The agent's own, with <c>--slave_subsystems</c> (rule 16.13).</summary>
    public const string Slave = "slave";

    /// <summary>That of all launchers: beside those of their commands, so that no limit of a command holds up its launcher.</summary>
    public const string Launchers = "launchers";

    public string HierarchyOf(string controller) => Version == CgroupVersion.V1 ? Path.Combine(Hierarchy, controller) : Hierarchy;

    public string RootOf(string controller) => Path.Combine(HierarchyOf(controller), Root);

    public string Of(string controller, ContainerId container) => Path.Combine(RootOf(controller), container.Value);

    public string HomeOf(string controller) => Path.Combine(RootOf(controller), Launchers);

    public CgroupMembership Membership(string controller, ContainerId container) => new(Of(controller, container), HomeOf(controller));

    /// <summary>From the hierarchy down to the root, for whoever has to make or to enable them.</summary>
    public ImmutableArray<string> PathTo(string controller)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        var directory = HierarchyOf(controller);
        path.Add(directory);
        foreach (var name in Root.Split('/', StringSplitOptions.RemoveEmptyEntries)) path.Add(directory = Path.Combine(directory, name));
        return path.ToImmutable();
    }
}
