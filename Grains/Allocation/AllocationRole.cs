namespace MesosOrleans.Allocation;

/// <summary>A role: its place among roles, and the order of its active frameworks.</summary>
internal sealed class AllocationRole
{
    internal AllocationRole(DrfPool pool, string name, double weight)
    {
        Name = name;
        Client = new DrfClient<AllocationRole>(pool, this, name, weight);
        Frameworks = new DrfSorter<AllocationFramework>(pool);
    }

    public string Name { get; }

    /// <summary>Holds the sum of what the role's frameworks hold, active or not.</summary>
    public DrfClient<AllocationRole> Client { get; }

    public DrfSorter<AllocationFramework> Frameworks { get; }
}
