using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>Makes the isolators that the flags name.</summary>
internal static class IsolatorHosting
{
    /// <exception cref="IsolatorException">This machine cannot isolate so; the message says what to change.</exception>
    public static IsolatorSet Open(FlagValues flags, TimeProvider time)
    {
        var names = IsolatorSet.NamesOf(flags.Get(IsolationFlags.Isolation));
        var subsystems = flags.Get(IsolationFlags.SlaveSubsystems) ?? [];
        var controllers = names.SelectMany(ControllersOf).Concat(subsystems).Distinct().ToArray();
        var layout = controllers.Length == 0
            ? null
            : CgroupSetupService.Open(Path.TrimEndingDirectorySeparator(flags.Get(IsolationFlags.CgroupsHierarchy)), flags.Get(IsolationFlags.CgroupsRoot), controllers);
        if (layout is not null) CgroupSetupService.JoinSlave(layout, subsystems);

        var processes = new ProcessForestService(time);
        var isolators = ImmutableArray.CreateBuilder<IIsolator>();
        // First, so that it has ended all processes when the others remove what is theirs.
        if (names.Any(name => ControllersOf(name).Any())) isolators.Add(new CgroupFreezerIsolator(layout!));
        foreach (var name in names) isolators.Add(Open(name, flags, layout, processes, time));
        var others = subsystems.Except(isolators.Count == 0 ? [] : names.SelectMany(ControllersOf)).ToImmutableArray();
        if (others.Length > 0) isolators.Add(new SlaveSubsystemsIsolator(layout!, others));
        return new IsolatorSet(isolators.ToImmutable());
    }

    private static IReadOnlyList<string> ControllersOf(string isolator) => isolator switch
    {
        "cgroups/cpu" => [.. CgroupFreezerIsolator.Controllers, .. CgroupCpuIsolator.Controllers],
        "cgroups/mem" => [.. CgroupFreezerIsolator.Controllers, .. CgroupMemIsolator.Controllers],
        _ => [],
    };

    private static IIsolator Open(string name, FlagValues flags, CgroupLayout? layout, ProcessForestService processes, TimeProvider time) => name switch
    {
        "posix/cpu" => new PosixCpuIsolator(processes),
        "posix/mem" => new PosixMemIsolator(processes),
        "posix/disk" => new PosixDiskIsolator(
            flags.Get(IsolationFlags.ContainerDiskWatchInterval), flags.Get(IsolationFlags.EnforceContainerDiskQuota), time),
        "cgroups/cpu" => new CgroupCpuIsolator(layout!, flags.Get(IsolationFlags.CgroupsEnableCfs)),
        "cgroups/mem" => new CgroupMemIsolator(layout!, new OomWatchService()),
        "namespaces/pid" => new PidNamespaceIsolator(),
        "filesystem/shared" => new SharedFilesystemIsolator(),
        _ => throw new IsolatorException($"there is no isolator '{name}'"),
    };
}
