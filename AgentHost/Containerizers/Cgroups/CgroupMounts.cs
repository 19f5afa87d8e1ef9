using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>The cgroup hierarchies of <c>/proc/self/mountinfo</c>.</summary>
internal sealed class CgroupMounts
{
    private readonly Dictionary<string, (CgroupVersion Version, ImmutableArray<string> Controllers)> _byPoint = new(StringComparer.Ordinal);

    /// <summary>Lines like <c>36 35 98:0 /root /point rw,relatime shared:1 - cgroup cgroup rw,cpu</c>; others are passed over.</summary>
    public static CgroupMounts Parse(string text)
    {
        var mounts = new CgroupMounts();
        foreach (var line in text.Split('\n'))
        {
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            var right = halves.Length < 2 ? [] : halves[1].Split(' ');
            if (left.Length < 5 || right.Length < 3) continue;
            var point = left[4].Replace("\\040", " ", StringComparison.Ordinal);
            if (right[0] == "cgroup") mounts._byPoint[point] = (CgroupVersion.V1, [.. right[2].Split(',')]);
            else if (right[0] == "cgroup2") mounts._byPoint[point] = (CgroupVersion.V2, []);
            else mounts._byPoint.Remove(point);
        }

        return mounts;
    }

    /// <summary>The version of what lies at a path: of version 2 only if the one hierarchy is mounted right there.</summary>
    public CgroupVersion VersionAt(string hierarchy) =>
        _byPoint.TryGetValue(hierarchy, out var mount) && mount.Version == CgroupVersion.V2 ? CgroupVersion.V2 : CgroupVersion.V1;

    /// <summary>Whether a hierarchy of version 1 with this controller is mounted there.</summary>
    public bool Has(string point, string controller) =>
        _byPoint.TryGetValue(point, out var mount) && mount.Version == CgroupVersion.V1 && mount.Controllers.Contains(controller);
}
