namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>The two forms that the kernel has: a hierarchy for each controller, or one for all.</summary>
internal enum CgroupVersion
{
    V1 = 1,
    V2 = 2,
}
