using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>What the volumes of a container mean for <c>filesystem/shared</c>.</summary>
internal static class SharedVolumes
{
    /// <param name="container">Null for no volumes.</param>
    /// <param name="sandbox">Full path; relative host paths lie there.</param>
    /// <exception cref="IsolatorException">A volume cannot be given; the message names it.</exception>
    public static ImmutableArray<SharedVolume> Of(ContainerInfo? container, string sandbox)
    {
        if (container is null) return [];
        var volumes = ImmutableArray.CreateBuilder<SharedVolume>(container.Volumes.Length);
        foreach (var volume in container.Volumes) volumes.Add(Of(volume, sandbox));
        return volumes.MoveToImmutable();
    }

    private static SharedVolume Of(Volume volume, string sandbox)
    {
        var (target, source) = (volume.ContainerPath, volume.HostPath ?? throw Bad(volume, "needs a host_path"));
        if (volume.Mode != VolumeMode.Rw) throw Bad(volume, "can only have the mode RW under filesystem/shared");
        if (!Path.IsPathRooted(target)) throw Bad(volume, "needs a container_path that begins with /");
        if (target.Contains(':', StringComparison.Ordinal) || source.Contains(':', StringComparison.Ordinal)) throw Bad(volume, "has a colon in a path");
        if (Path.IsPathRooted(source)) return new SharedVolume(new BindMount(source, target), InSandbox: false);

        var inside = Path.GetFullPath(Path.Combine(sandbox, source));
        if (!inside.StartsWith(sandbox + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Bad(volume, "leaves the sandbox");
        return new SharedVolume(new BindMount(inside, target), InSandbox: true);
    }

    private static IsolatorException Bad(Volume volume, string why) =>
        new($"the volume with container_path '{volume.ContainerPath}' and host_path '{volume.HostPath}' {why}");
}

/// <summary>A directory at another place.</summary>
/// <param name="Bind">What is bound where.</param>
/// <param name="InSandbox">The source is the container's own, and is to be made.</param>
internal sealed record SharedVolume(BindMount Bind, bool InSandbox);
