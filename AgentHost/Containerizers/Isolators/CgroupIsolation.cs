using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>What isolators have in common that put containers into cgroups of some controllers, the first of which is their own.</summary>
internal abstract class CgroupIsolation(CgroupLayout layout, ContainerId container, IReadOnlyList<string> controllers) : IIsolation
{
    public LaunchIsolation Launch => new([.. controllers.Select(controller => layout.Membership(controller, container))], false, []);

    protected CgroupLayout Layout => layout;

    protected string Cgroup => layout.Of(controllers[0], container);

    /// <exception cref="IsolatorException">The kernel refuses; nothing is left.</exception>
    public void Create(Resources resources)
    {
        try
        {
            foreach (var controller in controllers) CgroupStore.Create(layout.Of(controller, container));
            Begin(resources);
        }
        catch
        {
            // Nothing is in it yet, so there is nothing to wait for.
            CleanUp().GetAwaiter().GetResult();
            throw;
        }
    }

    public virtual void Watch(Action<Limitation> tell)
    {
    }

    public virtual void Update(Resources resources)
    {
    }

    public virtual ResourceStatistics Usage(ResourceStatistics known) => known;

    public virtual Limitation? Judge() => null;

    public virtual Task CleanUp() => Task.WhenAll(controllers.Select(controller => CgroupStore.Destroy(
        layout.Of(controller, container), layout.Of(CgroupFreezerIsolator.Controller, container))));

    protected virtual void Begin(Resources resources)
    {
    }

    /// <summary>Every cgroup of ours below the root that is of no known container (rule 16.11).</summary>
    public static Task DestroyAllBut(CgroupLayout layout, IReadOnlyList<string> controllers, IReadOnlySet<ContainerId> known)
    {
        var unknown =
            from controller in controllers
            from name in CgroupStore.NamesIn(layout.RootOf(controller)).ToArray()
            let container = new ContainerId(name)
            where name is not (CgroupLayout.Slave or CgroupLayout.Launchers) && !known.Contains(container)
            select CgroupStore.Destroy(layout.Of(controller, container), layout.Of(CgroupFreezerIsolator.Controller, container));
        return Task.WhenAll(unknown);
    }
}
