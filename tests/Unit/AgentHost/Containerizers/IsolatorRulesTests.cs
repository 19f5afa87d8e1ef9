using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class IsolatorRulesTests
{
    [Theory]
    [InlineData("process", "posix/cpu,posix/mem")]
    [InlineData("cgroups", "cgroups/cpu,cgroups/mem")]
    [InlineData("cgroups,cgroups/cpu,posix/disk", "cgroups/cpu,cgroups/mem,posix/disk")]
    public void The_old_words_of_Mesos_mean_two_isolators_each(string given, string meant) =>
        Assert.Equal(meant, string.Join(',', IsolatorSet.NamesOf(given.Split(','))));

    [Fact]
    public void The_usage_of_a_tree_holds_every_process_once()
    {
        var forest = new ProcessForest(
        [
            Process(1, 0, 1000, 1000, 0), Process(10, 1, 7, 7, 100), Process(11, 10, 1, 2, 20), Process(12, 11, 4, 8, 0), Process(20, 1, 500, 500, 0),
        ]);
        Assert.Equal(new ProcessUsage(1 + 4 + 100 + 20, 2 + 8, 20), ProcessUsage.Below(forest, 10));
        Assert.Equal(default, ProcessUsage.Below(forest, 99));
    }

    [Theory, InlineData("12 (a b) R) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23")]
    public void The_name_of_a_process_may_hold_anything(string text) =>
        Assert.Equal(new ProcessStat(12, 1, 3, 11, 12, 13, 14, 19, 21), ProcessStat.Parse(12, text));

    [Theory]
    [InlineData("tmp", "/tmp", "/s/tmp:/tmp:True")]
    [InlineData("/data", "/mnt/x", "/data:/mnt/x:False")]
    public void A_volume_is_a_directory_of_the_sandbox_or_of_the_host(string host, string container, string expected)
    {
        var volume = Assert.Single(SharedVolumes.Of(With(container, host), "/s"));
        Assert.Equal(expected, $"{volume.Bind.Source}:{volume.Bind.Target}:{volume.InSandbox}");
    }

    [Theory]
    [InlineData("../other", "/tmp", VolumeMode.Rw, "leaves the sandbox")]
    [InlineData("tmp", "tmp", VolumeMode.Rw, "begins with /")]
    [InlineData("a:b", "/tmp", VolumeMode.Rw, "colon")]
    [InlineData("tmp", "/tmp", VolumeMode.Ro, "mode RW")]
    [InlineData(null, "/tmp", VolumeMode.Rw, "host_path")]
    public void A_volume_that_cannot_be_given_is_refused_by_its_paths(string? host, string container, VolumeMode mode, string why)
    {
        var refusal = Assert.Throws<IsolatorException>(() => SharedVolumes.Of(With(container, host, mode), "/s"));
        Assert.Contains($"'{container}' and host_path '{host}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static ProcessStat Process(int pid, int parent, long user, long system, long reaped) => new(pid, parent, 0, user, system, reaped, 0, 0, 10);

    private static ContainerInfo With(string container, string? host, VolumeMode mode = VolumeMode.Rw) => new()
    {
        Type = ContainerType.Mesos,
        Volumes = [new Volume { ContainerPath = container, HostPath = host, Mode = mode }],
    };
}
