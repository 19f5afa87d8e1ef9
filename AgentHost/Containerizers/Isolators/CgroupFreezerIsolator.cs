using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// Goes with every other isolator of cgroups (as Mesos's LinuxLauncher does): holds all processes of a container, so that they can be
/// stopped at once and killed, even if the launcher is lost.
/// </summary>
internal sealed class CgroupFreezerIsolator(CgroupLayout layout) : IIsolator
{
    public const string Controller = "freezer";

    public static readonly IReadOnlyList<string> Controllers = [Controller];

    public IIsolation Prepare(ContainerSpec spec)
    {
        var isolation = new Isolation(layout, spec.Id);
        isolation.Create(spec.Resources);
        return isolation;
    }

    public IIsolation Recover(ContainerSpec spec) => new Isolation(layout, spec.Id);

    public Task CleanUpAllBut(IReadOnlySet<ContainerId> known) => CgroupIsolation.DestroyAllBut(layout, Controllers, known);

    private sealed class Isolation(CgroupLayout layout, ContainerId container) : CgroupIsolation(layout, container, Controllers);
}
