using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class LauncherMemoryTests
{
    private const int Count = 50;
    private const int MostKilobytes = 1000;

    /// <summary>Proportional memory: what processes share counts for each in part.</summary>
    [Fact]
    public async Task Fifty_launchers_that_wait_take_less_than_a_megabyte_each()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "launcher/mesos-launcher")), "there is no native launcher here");
        await using var scene = new ContainerScene("posix/cpu");
        var specs = Enumerable.Range(0, Count).Select(_ => scene.Checkpointing("exec sleep 600")).ToArray();
        await Task.WhenAll(specs.Select(scene.Launch));
        var kilobytes = specs.Select(spec => Pss(LauncherStatusStore.LivingProcess(new RunDirectory(spec.RunDirectory!).Launcher))).ToArray();
        Assert.All(kilobytes, one => Assert.InRange(one, 1, MostKilobytes));
        TestContext.Current.SendDiagnosticMessage($"largest {kilobytes.Max()} kB, mean {kilobytes.Average():F0} kB");
    }

    private static int Pss(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
