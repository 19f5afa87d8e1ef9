using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>The cgroups of a container, in either version: what it used, and whether the kernel killed in it.</summary>
internal sealed class CgroupStore(string containerId)
{
    private const double SharesPerCpu = 1024;

    private static readonly CgroupVersion Version = File.Exists(Top + "/cgroup.controllers") ? CgroupVersion.V2 : CgroupVersion.V1;
    private readonly CgroupMemory _memory = new(Version);

    private const string Top = "/sys/fs/cgroup";

    public static CgroupVersion Here => Version;

    /// <summary>Whether limits of swap can be set.</summary>
    public static bool CountsSwap => Version == CgroupVersion.V2 || File.Exists(Top + "/memory/memory.memsw.limit_in_bytes");

    public bool OomKilled => ControlText.Of(Text("memory", _memory.EventsFile), "oom_kill") > 0;

    public long? MemoryLimit => (long?)ControlText.Number(Text("memory", _memory.HardLimitFile));

    /// <exception cref="ContainerizerException">It has none any more.</exception>
    public ResourceStatistics Usage(double now)
    {
        if (!Directory.Exists(FolderOf("memory"))) throw new ContainerizerException($"container '{containerId}' has no cgroup: it has ended");
        var shares = Version == CgroupVersion.V1 ? ControlText.Number(Text("cpu", "cpu.shares")) : null;
        var known = new ResourceStatistics { Timestamp = now, CpusLimit = shares / SharesPerCpu, MemLimitBytes = ControlText.Number(Text("memory", _memory.HardLimitFile)) };
        known = CgroupCpu.Usage(known, Version, Text("cpu", "cpu.stat"), Version == CgroupVersion.V1 ? Text("cpuacct", "cpuacct.stat") : null);
        return _memory.Usage(known, ControlText.Number(Text("memory", _memory.UsageFile)), Text("memory", "memory.stat"));
    }

    private string FolderOf(string controller) => (Version == CgroupVersion.V1 ? $"{Top}/{controller}" : Top) + OciSpecRules.CgroupOf(containerId);

    private string? Text(string controller, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(FolderOf(controller), file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
