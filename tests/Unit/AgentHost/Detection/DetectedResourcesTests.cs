using MesosOrleans.AgentHost.Detection;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Detection;

public sealed class DetectedResourcesTests
{
    private const long Giga = 1L << 30;

    private static readonly MachineFacts Machine = new(Cpus: 8, MemoryBytes: 16 * Giga, DiskBytes: 100 * Giga);

    [Fact]
    public void A_machine_keeps_a_gigabyte_of_memory_and_five_of_disk_for_itself() =>
        Assert.Equal("cpus:8;mem:15360;disk:97280;ports:[31000-32000]", null, Machine);

    [Fact]
    public void A_small_machine_keeps_half() =>
        Assert.Equal(
            "cpus:1;mem:1023.5;disk:5119.5;ports:[31000-32000]".Replace(".5", "", StringComparison.Ordinal),
            null,
            new MachineFacts(1, (2 * Giga) - 1, (10 * Giga) - 1));

    [Fact]
    public void From_the_thresholds_on_the_reserve_is_fixed() =>
        Assert.Equal("cpus:1;mem:1024;disk:5120;ports:[31000-32000]", null, new MachineFacts(1, 2 * Giga, 10 * Giga));

    [Fact]
    public void What_cannot_be_found_out_has_the_default_of_mesos() =>
        Assert.Equal("cpus:1;mem:1024;disk:10240;ports:[31000-32000]", null, new MachineFacts(null, null, null));

    [Fact]
    public void What_is_given_stands_entry_by_entry_under_whatever_role() =>
        Assert.Equal("cpus(ads):2;mem(web):15360;disk(web):97280;ports(web):[5-6];disks(web):{a}", "cpus(ads):2;ports:[5-6];disks:{a}", Machine, "web");

    [Fact]
    public void A_given_zero_means_that_nothing_of_it_is_offered() =>
        Assert.Equal("cpus:8;mem:15360;ports:[31000-32000]", "disk:0", Machine);

    private static class Assert
    {
        public static void Equal(string expected, string? given, MachineFacts machine, string role = "*") => Xunit.Assert.Equal(
            Resources.Parse(expected),
            DetectedResources.Complete(Resources.Parse(given ?? "", role), DetectedResources.NamesIn(given), machine, role));
    }
}
