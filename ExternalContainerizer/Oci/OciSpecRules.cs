using System.Collections.Immutable;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>What of this machine and of the image a configuration depends on.</summary>
internal sealed record OciSurroundings
{
    public required OciImageConfig Image { get; init; }

    /// <summary>The root filesystem.</summary>
    public required string Root { get; init; }

    public required OciUser User { get; init; }

    public string? Home { get; init; }

    /// <summary>New directories for volumes without a source, as many as there are.</summary>
    public required ImmutableArray<string> NewVolumes { get; init; }

    /// <summary>Files of this machine that tell names of the network, which its containers share.</summary>
    public required ImmutableArray<string> NameFiles { get; init; }

    /// <summary>Whether the kernel counts swap.</summary>
    public required bool CountsSwap { get; init; }
}

/// <summary>
/// A plan as config.json of the OCI runtime specification. Capabilities, masked paths and devices are those that Docker gives; without privileges beyond. The network is the
/// host's, or none.
/// </summary>
internal static class OciSpecRules
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly ImmutableArray<string> Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW",
        "CAP_SYS_CHROOT", "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP",
    ];

    private static readonly ImmutableArray<string> MaskedPaths =
        ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"];

    private static readonly ImmutableArray<string> ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    private static readonly ImmutableArray<OciMount> Kernel =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]),
    ];

    /// <summary>The container's cgroup, in each hierarchy at its top: nothing is left when the runtime has removed it.</summary>
    public static string CgroupOf(string containerId) => "/mesos-" + containerId;

    /// <exception cref="ContainerizerException">The plan wants what this backend does not have; the message names it.</exception>
    public static OciSpec Of(ContainerPlan plan, OciSurroundings around)
    {
        Refuse(plan);
        return new OciSpec
        {
            Root = new OciRoot(around.Root),
            Hostname = plan.Hostname ?? (plan.Id.Length > 12 ? plan.Id[..12] : plan.Id),
            Annotations = plan.Labels,
            Process = new OciProcess
            {
                User = around.User,
                Args = Words(plan, around.Image),
                Env = [.. Environment(plan, around).Select(variable => $"{variable.Key}={variable.Value}")],
                Cwd = plan.WorkingDirectory,
                Capabilities = new OciCapabilities(Capabilities, around.User.Uid == 0 ? Capabilities : [], around.User.Uid == 0 ? Capabilities : []),
            },
            Mounts = [.. Kernel, .. around.NameFiles.Select(file => Bind(file, file, true)), .. Volumes(plan, around)],
            Linux = new OciLinux
            {
                CgroupsPath = CgroupOf(plan.Id),
                Resources = ResourcesOf(plan.Limits, around.CountsSwap) with { Devices = [new OciDeviceRule(false, "rwm")] },
                Namespaces =
                [
                    new("pid"), new("ipc"), new("uts"), new("mount"),
                    .. plan.Network == "none" ? [new OciNamespace("network")] : Array.Empty<OciNamespace>(),
                ],
                MaskedPaths = MaskedPaths,
                ReadonlyPaths = ReadonlyPaths,
            },
        };
    }

    public static OciResources ResourcesOf(ContainerLimits limits, bool countsSwap) => new()
    {
        Cpu = limits.CpuShares is null
            ? null
            : new OciCpu(limits.CpuShares, limits.CpuQuotaMicroseconds, limits.CpuQuotaMicroseconds is null ? null : ContainerLimits.PeriodMicroseconds),
        Memory = limits.MemoryBytes is null ? null : new OciMemory(limits.MemoryBytes, countsSwap ? limits.MemoryBytes : null),
    };

    private static void Refuse(ContainerPlan plan)
    {
        if (plan.Network is not (null or "host" or "none"))
            throw new ContainerizerException($"the network '{plan.Network}' is Docker's; the OCI backend has host and none");
        if (plan.Ports.Length > 0) throw new ContainerizerException("the OCI backend maps no ports: its containers have the host's network");
        if (plan.Privileged) throw new ContainerizerException("the OCI backend starts no privileged containers");
        if (plan.Docker.Any is { } option) throw new ContainerizerException($"container option '--{option}' is Docker's; the OCI backend does not have it");
    }

    private static ImmutableArray<string> Words(ContainerPlan plan, OciImageConfig image)
    {
        ImmutableArray<string> words = plan.Entrypoint is { } entrypoint
            ? [.. entrypoint, .. plan.Arguments]
            : [.. image.Entrypoint ?? [], .. plan.Arguments.Length > 0 ? plan.Arguments : image.Cmd ?? []];
        return words.Length > 0 ? words : throw new ContainerizerException($"image '{plan.Image.Text}' has no command of its own, and the task has none either");
    }

    private static ImmutableSortedDictionary<string, string> Environment(ContainerPlan plan, OciSurroundings around)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        variables["PATH"] = Path;
        if (around.Home is { Length: > 0 } home) variables["HOME"] = home;
        foreach (var variable in around.Image.Env ?? [])
        {
            if (variable.Split('=', 2) is [var name, var value]) variables[name] = value;
        }

        foreach (var (name, value) in plan.Environment) variables[name] = value;
        return variables.ToImmutable();
    }

    private static IEnumerable<OciMount> Volumes(ContainerPlan plan, OciSurroundings around)
    {
        var added = 0;
        foreach (var volume in plan.Volumes) yield return Bind(volume.Source ?? around.NewVolumes[added++], volume.Target, volume.IsReadOnly);
    }

    private static OciMount Bind(string source, string target, bool isReadOnly) => new(target, "bind", source, ["rbind", isReadOnly ? "ro" : "rw"]);
}
