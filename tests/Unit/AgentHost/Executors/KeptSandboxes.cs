using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>Collects nothing: every sandbox stays.</summary>
internal sealed class KeptSandboxes : IGarbageCollector
{
    public void Schedule(string path, DateTimeOffset modified)
    {
    }

    public bool Unschedule(string path) => false;
}
