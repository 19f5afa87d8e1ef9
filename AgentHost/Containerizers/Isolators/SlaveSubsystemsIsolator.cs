using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// Keeps commands out of the agent's own cgroups (<c>--slave_subsystems</c>, rule 16.13), in which they would be born: of a controller that no
/// isolator uses they are in that of the launchers.
/// </summary>
internal sealed class SlaveSubsystemsIsolator(CgroupLayout layout, ImmutableArray<string> controllers) : IIsolator
{
    private readonly Isolation _same = new(new LaunchIsolation(
        [.. controllers.Select(controller => new CgroupMembership(layout.HomeOf(controller), layout.HomeOf(controller)))], false, []));

    public IIsolation Prepare(ContainerSpec spec) => _same;

    public IIsolation Recover(ContainerSpec spec) => _same;

    private sealed class Isolation(LaunchIsolation launch) : IIsolation
    {
        public LaunchIsolation Launch => launch;
    }
}
