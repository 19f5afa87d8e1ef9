using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// <c>namespaces/pid</c> (since Mesos 0.21): the command sees only its own processes, and the kernel ends every one of them with the first.
/// </summary>
internal sealed class PidNamespaceIsolator : IIsolator
{
    private static readonly Isolation Same = new();

    public IIsolation Prepare(ContainerSpec spec) => Same;

    public IIsolation Recover(ContainerSpec spec) => Same;

    private sealed class Isolation : IIsolation
    {
        public LaunchIsolation Launch { get; } = new([], true, []);
    }
}
