using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers.Isolators;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>Makes the kernel's cgroups ready for an agent: finds or mounts the controllers, and makes its root.</summary>
internal static partial class CgroupSetupService
{
    /// <param name="hierarchy"><c>--cgroups_hierarchy</c>.</param>
    /// <param name="root"><c>--cgroups_root</c>.</param>
    /// <param name="controllers">What is needed, by the names of version 1.</param>
    /// <exception cref="IsolatorException">It cannot be; the message says what to change.</exception>
    public static CgroupLayout Open(string hierarchy, string root, IReadOnlyCollection<string> controllers)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new IsolatorException("cgroups need an agent that runs as root; run it so, or take posix/cpu and posix/mem for --isolation");
        }

        var mounts = CgroupMounts.Parse(File.ReadAllText("/proc/self/mountinfo"));
        var layout = new CgroupLayout(mounts.VersionAt(hierarchy), hierarchy, root);
        foreach (var controller in controllers)
        {
            if (layout.Version == CgroupVersion.V1) Mount(mounts, layout.HierarchyOf(controller), controller);
            else Enable(layout, controller);
            CgroupStore.Create(layout.HomeOf(controller));
        }

        return layout;
    }

    /// <summary>Moves this process to <c>ROOT/slave</c> (rule 16.13).</summary>
    /// <exception cref="IsolatorException">Another process is there.</exception>
    public static void JoinSlave(CgroupLayout layout, ImmutableArray<string> controllers)
    {
        foreach (var controller in controllers)
        {
            var cgroup = Path.Combine(layout.RootOf(controller), CgroupLayout.Slave);
            CgroupStore.Create(cgroup);
            if (CgroupStore.ProcessesOf(cgroup).FirstOrDefault(pid => pid != Environment.ProcessId) is > 0 and var other)
            {
                throw new IsolatorException(
                    $"the cgroup {cgroup} of --slave_subsystems has the process {other} in it already; end what is there, or give another --cgroups_root");
            }

            CgroupStore.Write(cgroup, new ControlWrite("cgroup.procs", "0"));
        }
    }

    private static void Mount(CgroupMounts mounts, string point, string controller)
    {
        var isNew = !Directory.Exists(point);
        try
        {
            Directory.CreateDirectory(point);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IsolatorException($"there is no controller '{controller}' at {point}, and no place to mount it: {e.Message}", e);
        }

        // Where several controllers share a hierarchy, each name is a link to it.
        var real = new DirectoryInfo(point).ResolveLinkTarget(true)?.FullName ?? point;
        if (mounts.Has(real, controller) || MountAt("cgroup", point, "cgroup", 0, controller) == 0) return;
        var why = Marshal.GetLastPInvokeErrorMessage();
        if (isNew) Directory.Delete(point);
        throw new IsolatorException(
            $"the cgroup controller '{controller}' is not mounted at {point}, and cannot be: {why}; "
            + "look for it in /proc/cgroups, and name the directory of the hierarchies with --cgroups_hierarchy");
    }

    /// <summary>Version 2: each cgroup on the way says which controllers those below it have.</summary>
    private static void Enable(CgroupLayout layout, string controller)
    {
        foreach (var cgroup in layout.PathTo(controller))
        {
            CgroupStore.Create(cgroup);
            if (InVersion2(controller) is not { } name) continue;
            if (!(CgroupStore.Read(cgroup, "cgroup.controllers") ?? "").Split((char[])[' ', '\n']).Contains(name))
            {
                throw new IsolatorException(
                    $"the cgroup {cgroup} does not have the controller '{name}' to give on; the kernel must have it, and cgroup.subtree_control of the one above must name it");
            }

            CgroupStore.Write(cgroup, new ControlWrite("cgroup.subtree_control", $"+{name}"));
        }
    }

    /// <summary>Freezing, the counting of time and of events are there without a controller: null.</summary>
    private static string? InVersion2(string controller) => controller switch
    {
        "freezer" or "cpuacct" or "perf_event" => null,
        "blkio" => "io",
        _ => controller,
    };

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MountAt(string source, string target, string type, nuint flags, string data);
}
