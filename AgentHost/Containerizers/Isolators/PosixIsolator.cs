using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary><c>posix/cpu</c>, <c>posix/mem</c>: they limit nothing and tell what the process tree uses.</summary>
internal abstract class PosixIsolator(ProcessForestService processes) : IIsolator
{
    public IIsolation Prepare(ContainerSpec spec) => new Isolation(this, processes);

    public IIsolation Recover(ContainerSpec spec) => new Isolation(this, processes);

    protected abstract ResourceStatistics Add(ResourceStatistics known, ProcessUsage usage);

    private sealed class Isolation(PosixIsolator isolator, ProcessForestService processes) : IIsolation
    {
        private int _launcher;

        public void Isolate(int pid) => _launcher = ProcessStatStore.Read(pid)?.Parent ?? 0;

        public ResourceStatistics Usage(ResourceStatistics known) =>
            _launcher == 0 ? known : isolator.Add(known, ProcessUsage.Below(processes.Look(), _launcher));
    }
}
