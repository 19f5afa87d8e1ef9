using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>The files that the isolators write and read under version 2, in a directory that stands for its hierarchy.</summary>
public sealed class CgroupVersion2Tests : IDisposable
{
    private readonly string _hierarchy = Directory.CreateTempSubdirectory("mesos-v2-").FullName;
    private readonly ContainerSpec _spec;
    private readonly CgroupLayout _layout;

    public CgroupVersion2Tests()
    {
        _layout = new CgroupLayout(CgroupVersion.V2, _hierarchy, "mesos");
        _spec = new ContainerSpec
        {
            Id = new ContainerId("c1"),
            FrameworkId = new FrameworkId("F"),
            ExecutorId = new ExecutorId("E"),
            Command = "true",
            Directory = _hierarchy,
            Environment = new Dictionary<string, string>(),
            Resources = Resources.Parse("cpus:0.5;mem:64"),
        };
        Directory.CreateDirectory(Cgroup);
        foreach (var file in (string[])["cpu.weight", "cpu.max", "memory.low", "memory.current"]) Put(file, "");
        Put("memory.max", "max\n");
    }

    private string Cgroup => _layout.Of("cpu", _spec.Id);

    public void Dispose() => Directory.Delete(_hierarchy, recursive: true);

    [Fact]
    public void Cpus_become_a_weight_and_a_quota()
    {
        var isolation = new CgroupCpuIsolator(_layout, quota: true).Prepare(_spec);
        Assert.Equal(("50", "50000 100000"), (Get("cpu.weight"), Get("cpu.max")));
        Put("cpu.weight", "");
        Put("cpu.max", "");
        isolation.Update(Resources.Parse("cpus:2"));
        Assert.Equal(("200", "200000 100000"), (Get("cpu.weight"), Get("cpu.max")));
        Put("cpu.stat", "user_usec 1500000\nsystem_usec 250000\nnr_periods 1\nnr_throttled 0\nthrottled_usec 0\n");
        var usage = isolation.Usage(new ResourceStatistics { Timestamp = 0 });
        Assert.Equal((1.5, 0.25, 1u), (usage.CpusUserTimeSecs, usage.CpusSystemTimeSecs, usage.CpusNrPeriods));
    }

    [Fact]
    public void Mem_becomes_a_protection_and_a_limit()
    {
        using var watch = new OomWatchService();
        var isolation = new CgroupMemIsolator(_layout, watch).Prepare(_spec);
        Assert.Equal(("67108864", "67108864"), (Get("memory.low"), Get("memory.max")));

        Put("memory.current", "50000000\n");
        isolation.Update(Resources.Parse("mem:40"));
        Assert.Equal("41943040", Get("memory.low"));
        Assert.Equal("67108864", Get("memory.max"));

        Put("memory.current", "10000000\n");
        Put("memory.stat", "anon 7\nfile 8\nfile_mapped 9\n");
        var usage = isolation.Usage(new ResourceStatistics { Timestamp = 0 });
        Assert.Equal("41943040", Get("memory.max"));
        Assert.Equal((10000000ul, 7ul, 8ul, 9ul), (usage.MemRssBytes, usage.MemAnonBytes, usage.MemFileBytes, usage.MemMappedFileBytes));
    }

    [Fact]
    public void A_kill_of_the_kernel_is_a_limitation()
    {
        using var watch = new OomWatchService();
        var isolation = new CgroupMemIsolator(_layout, watch).Prepare(_spec);
        Put("memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\n");
        Assert.Null(isolation.Judge());
        Put("memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n");
        Put("memory.peak", "67100672\n");
        Put("memory.stat", "anon 7\n");
        Assert.Equal(
            "Memory limit exceeded: Requested: 64MB Maximum Used: 67100672B\n\nMEMORY STATISTICS: \nanon 7\n", isolation.Judge()!.Message);
    }

    [Fact]
    public void All_isolators_put_the_command_into_one_cgroup()
    {
        using var watch = new OomWatchService();
        var both = new CgroupCpuIsolator(_layout, quota: false).Prepare(_spec).Launch.With(new CgroupMemIsolator(_layout, watch).Prepare(_spec).Launch);
        Assert.Equal([_layout.Membership("cpu", _spec.Id)], both.Cgroups);
    }

    private void Put(string file, string text) => File.WriteAllText(Path.Combine(Cgroup, file), text);

    private string Get(string file) => File.ReadAllText(Path.Combine(Cgroup, file)).TrimEnd('\n');
}
