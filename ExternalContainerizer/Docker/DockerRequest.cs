using System.Collections.Immutable;
using System.Globalization;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>
/// A plan in Docker's words. What runs is started by this program itself, mounted into the container, which opens the sandbox's <c>stdout</c> and <c>stderr</c> and then becomes the command
/// (<see cref="Host.EnterProgram"/>): so the outputs arrive in the sandbox by the kernel alone, whoever of agent, engine and this program is restarted meanwhile, and
/// Docker keeps no log. Where this program cannot run inside of an image (it needs a C library there), the image's shell does it.
/// </summary>
internal static class DockerRequest
{
    /// <summary>Where this program is in the container.</summary>
    public const string Entry = "/mnt/mesos/enter";

    private const string Stdout = ContainerPlan.Sandbox + "/stdout", Stderr = ContainerPlan.Sandbox + "/stderr";
    private const string ByShell = "out=$1 err=$2; shift 2; exec \"$@\" >>\"$out\" 2>>\"$err\"";

    /// <summary>The container's name for the engine and for people.</summary>
    public static string NameOf(string containerId) => "mesos-" + containerId;

    /// <param name="plan">What shall be.</param>
    /// <param name="image">What the image says.</param>
    /// <param name="self">This program's file, if it can run inside; null for the shell.</param>
    /// <exception cref="ContainerizerException">There is nothing to run, or something that Docker does not have.</exception>
    public static CreateRequest Of(ContainerPlan plan, ImageConfig image, string? self)
    {
        var words = Words(plan, image);
        var ports = plan.Ports.Length > 0 || plan.Network is "host" or "none" ? plan.Ports : Paired(plan.OwnPorts, image);
        ImmutableArray<string> entry = self is null ? ["/bin/sh", "-c", ByShell, "enter"] : [Entry, Host.EnterProgram.Command];
        return new CreateRequest
        {
            Image = plan.Image.Reference
                ?? throw new ContainerizerException($"image '{plan.Image.Text}': Docker takes names only, such as docker:///ubuntu:14.04; use --backend=oci for folders"),
            Entrypoint = [.. entry, Stdout, Stderr],
            Cmd = words,
            Env = [.. plan.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            User = plan.User,
            WorkingDir = plan.WorkingDirectory,
            Hostname = plan.Hostname,
            Labels = plan.Labels,
            Volumes = Set(plan.Volumes.Where(volume => volume.Source is null).Select(volume => volume.Target)),
            ExposedPorts = Set(ports.Select(KeyOf)),
            HostConfig = LimitsOf(plan.Limits) with
            {
                Binds =
                [
                    .. plan.Volumes.Where(volume => volume.Source is not null).Select(volume => $"{volume.Source}:{volume.Target}:{(volume.IsReadOnly ? "ro" : "rw")}"),
                    .. self is null ? [] : new[] { $"{self}:{Entry}:ro" },
                ],
                NetworkMode = plan.Network,
                PortBindings = ports.Length == 0 ? null : ports.GroupBy(KeyOf).ToImmutableSortedDictionary(
                    port => port.Key, port => port.Select(p => new PortBinding(p.HostAddress, Text(p.HostPort))).ToImmutableArray(), StringComparer.Ordinal),
                Privileged = plan.Privileged ? true : null,
                LogConfig = new LogConfig("none"),
                CapAdd = Given(plan.Docker.CapAdd),
                CapDrop = Given(plan.Docker.CapDrop),
                Devices = plan.Docker.Devices.Length == 0 ? null : [.. plan.Docker.Devices.Select(DeviceOf)],
                Dns = Given(plan.Docker.Dns),
                DnsSearch = Given(plan.Docker.DnsSearch),
                ExtraHosts = Given(plan.Docker.ExtraHosts),
                Links = Given(plan.Docker.Links),
                VolumesFrom = Given(plan.Docker.VolumesFrom),
                SecurityOpt = Given(plan.Docker.SecurityOptions),
            },
        };
    }

    /// <summary>Limits alone, as for an update. No memory is swapped: the limit is what the task was given.</summary>
    public static HostConfig LimitsOf(ContainerLimits limits) => new()
    {
        CpuShares = limits.CpuShares,
        CpuPeriod = limits.CpuQuotaMicroseconds is null ? null : ContainerLimits.PeriodMicroseconds,
        CpuQuota = limits.CpuQuotaMicroseconds,
        Memory = limits.MemoryBytes,
        MemorySwap = limits.MemoryBytes,
    };

    /// <summary>As Docker has it: another entry point makes the image's command void.</summary>
    private static ImmutableArray<string> Words(ContainerPlan plan, ImageConfig image)
    {
        ImmutableArray<string> words = plan.Entrypoint is { } entrypoint
            ? [.. entrypoint, .. plan.Arguments]
            : [.. image.Entrypoint ?? [], .. plan.Arguments.Length > 0 ? plan.Arguments : image.Cmd ?? []];
        return words.Length > 0 ? words : throw new ContainerizerException($"image '{plan.Image.Text}' has no command of its own, and the task has none either");
    }

    /// <summary>The image's ports get the task's, one by one, as the programs of Mesos 0.19 did it.</summary>
    private static ImmutableArray<PublishedPort> Paired(ImmutableArray<int> own, ImageConfig image) =>
    [
        .. (image.ExposedPorts?.Keys ?? []).Select(text => text.Split('/')).OrderBy(port => int.Parse(port[0], CultureInfo.InvariantCulture)).Zip(own)
            .Select(pair => new PublishedPort(pair.Second, int.Parse(pair.First[0], CultureInfo.InvariantCulture), pair.First.Length > 1 ? pair.First[1] : "tcp")),
    ];

    private static Device DeviceOf(string text) => text.Split(':') switch
    {
        [var path] => new Device(path, path, "rwm"),
        [var path, var inside] => new Device(path, inside, "rwm"),
        [var path, var inside, var permissions] => new Device(path, inside, permissions),
        _ => throw new ContainerizerException($"container option '--device {text}': expected /dev/NAME:/dev/NAME:rwm"),
    };

    private static string KeyOf(PublishedPort port) => $"{Text(port.ContainerPort)}/{port.Protocol}";

    private static ImmutableSortedDictionary<string, NoValue>? Set(IEnumerable<string> keys)
    {
        var set = keys.Distinct().ToImmutableSortedDictionary(key => key, _ => new NoValue(), StringComparer.Ordinal);
        return set.IsEmpty ? null : set;
    }

    private static ImmutableArray<string>? Given(ImmutableArray<string> values) => values.Length == 0 ? null : values;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
