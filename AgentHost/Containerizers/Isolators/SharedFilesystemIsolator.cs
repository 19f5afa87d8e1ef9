using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// <c>filesystem/shared</c> (since Mesos 0.21): the container has the host's file system, with other directories at some places, such as a
/// <c>/tmp</c> of its own in the sandbox.
/// </summary>
internal sealed class SharedFilesystemIsolator : IIsolator
{
    public IIsolation Prepare(ContainerSpec spec)
    {
        var mounts = SharedVolumes.Of(spec.Container, spec.Directory);
        foreach (var mount in mounts)
        {
            if (!Directory.Exists(mount.Bind.Target))
            {
                throw new IsolatorException($"the volume's container_path {mount.Bind.Target} is no directory of this machine");
            }

            if (mount.InSandbox)
            {
                CreateLike(mount.Bind.Target, mount.Bind.Source);
            }
            else if (!Directory.Exists(mount.Bind.Source))
            {
                throw new IsolatorException($"the volume's host_path {mount.Bind.Source} is no directory of this machine");
            }
        }

        return new Isolation(new LaunchIsolation([], false, [.. mounts.Select(mount => mount.Bind)]));
    }

    public IIsolation Recover(ContainerSpec spec) => new Isolation(LaunchIsolation.None);

    /// <summary>With the rights of the directory that it takes the place of: a /tmp stays one for everybody.</summary>
    private static void CreateLike(string model, string directory)
    {
        Directory.CreateDirectory(directory);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(directory, File.GetUnixFileMode(model));
        }
    }

    private sealed class Isolation(LaunchIsolation launch) : IIsolation
    {
        public LaunchIsolation Launch => launch;
    }
}
