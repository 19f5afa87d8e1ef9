using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary><c>cgroups/cpu</c>: a share of the processors, with <c>--cgroups_enable_cfs</c> a limit.</summary>
internal sealed class CgroupCpuIsolator(CgroupLayout layout, bool quota) : IIsolator
{
    public static readonly IReadOnlyList<string> Controllers = ["cpu", "cpuacct"];

    /// <inheritdoc/>
    /// <remarks>Needs cpus among the resources (rule 16.8).</remarks>
    public IIsolation Prepare(ContainerSpec spec)
    {
        if (spec.Resources.Milli("cpus") <= 0) throw new IsolatorException("it has no cpus, which cgroups/cpu needs");
        var isolation = new Isolation(layout, spec.Id, quota);
        isolation.Create(spec.Resources);
        return isolation;
    }

    public IIsolation Recover(ContainerSpec spec) => new Isolation(layout, spec.Id, quota);

    public Task CleanUpAllBut(IReadOnlySet<ContainerId> known) => CgroupIsolation.DestroyAllBut(layout, Controllers, known);

    private sealed class Isolation(CgroupLayout layout, ContainerId container, bool quota) : CgroupIsolation(layout, container, Controllers)
    {
        private readonly ContainerId _container = container;

        public override void Update(Resources resources)
        {
            foreach (var write in CgroupCpu.Limits(Layout.Version, resources.Milli("cpus"), quota)) CgroupStore.Write(Cgroup, write);
        }

        public override ResourceStatistics Usage(ResourceStatistics known) => CgroupCpu.Usage(
            known, Layout.Version, CgroupStore.Read(Cgroup, "cpu.stat"), CgroupStore.Read(Layout.Of("cpuacct", _container), "cpuacct.stat"));

        protected override void Begin(Resources resources) => Update(resources);
    }
}
