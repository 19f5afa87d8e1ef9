using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>What a launcher does for the isolators before the command starts.</summary>
/// <param name="Cgroups">Directories that the command is born in.</param>
/// <param name="PidNamespace">Whether it sees only its own processes, and ends with the first of them.</param>
/// <param name="Mounts">Directories of the host that lie at another place for it.</param>
internal sealed record LaunchIsolation(ImmutableArray<CgroupMembership> Cgroups, bool PidNamespace, ImmutableArray<BindMount> Mounts)
{
    public static LaunchIsolation None { get; } = new([], false, []);

    /// <summary>Both; a cgroup that both name, as they do in version 2, is there once.</summary>
    public LaunchIsolation With(LaunchIsolation other) =>
        new([.. Cgroups.Union(other.Cgroups)], PidNamespace || other.PidNamespace, Mounts.AddRange(other.Mounts));
}

/// <summary>A cgroup to be in, by its directory.</summary>
/// <param name="Directory">The command's.</param>
/// <param name="Home">The launcher's: it goes there after it has started the command.</param>
internal sealed record CgroupMembership(string Directory, string Home);

/// <summary>A directory that is bound over another.</summary>
internal sealed record BindMount(string Source, string Target);
