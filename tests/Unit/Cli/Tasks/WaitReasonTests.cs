using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Tasks;

/// <summary>What a command says that waits for an offer.</summary>
public sealed class WaitReasonTests
{
    private static readonly SlaveEntry Small = new() { Id = "S1", Resources = new ResourcesEntry { Cpus = 2, Mem = 1024 } };

    private static readonly SlaveEntry Large = new() { Id = "S2", Resources = new ResourcesEntry { Cpus = 8, Mem = 512 } };

    [Fact]
    public void Without_slaves_it_says_how_to_add_one() =>
        Assert.StartsWith("no slaves are registered", WaitReason.Of(new StateDocument(), Resources.Parse("cpus:1")), StringComparison.Ordinal);

    [Fact]
    public void What_fits_nowhere_is_compared_with_the_largest_slave() => Assert.Equal(
        "no slave is large enough for cpus(*):4; mem(*):900; the largest of 2 has cpus:8; mem:512; disk:0",
        WaitReason.Of(new StateDocument { Slaves = [Small, Large] }, Resources.Parse("cpus:4;mem:900")));

    [Fact]
    public void What_fits_somewhere_waits_for_others() => Assert.Equal(
        "no offer holds cpus(*):4 now; 1 of 2 slaves are large enough, 1 tasks run",
        WaitReason.Of(
            new StateDocument { Slaves = [Small, Large], Frameworks = [new FrameworkEntry { Tasks = [new TaskEntry()] }] }, Resources.Parse("cpus:4")));
}
