using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class RegistrySizeTests
{
    private static readonly SlaveInfo Info = new()
    {
        Id = new SlaveId("20261123-012759-16777343-5050-11889-0"),
        Hostname = "localhost",
        Resources = Resources.Parse("cpus:64;mem:65536"),
    };

    /// <summary>Counted by hand: host name 11, port 3, resources 24 and 23, ID 41, checkpoint 2; two lengths with their tags around it.</summary>
    [Fact]
    public void A_slave_has_the_size_of_its_message() => Assert.Equal(104 + 4, RegistrySize.Of(Info));

    /// <summary>ID 37, address 5, port 3, process 23, host name 11.</summary>
    [Fact]
    public void The_master_has_the_size_of_its_message() => Assert.Equal(79 + 4, RegistrySize.Of(new MasterInfo
    {
        Id = "20261123-012759-16777343-5050-11889",
        Ip = "127.0.0.1",
        Port = 5050,
        Pid = "master@127.0.0.1:5050",
        Hostname = "localhost",
    }));

    [Theory]
    [InlineData("ports:[1-5]", 22)]
    [InlineData("ports:[1-5, 31000-32000]", 32)]
    [InlineData("disks:{a,bb}", 23)]
    public void Ranges_and_sets_count_each_item(string resources, int more)
    {
        var without = RegistrySize.Of(Info with { Resources = Resources.Empty });
        Assert.Equal(without + more, RegistrySize.Of(Info with { Resources = Resources.Parse(resources) }));
    }

    [Fact]
    public void The_registry_keeps_the_sum_of_its_slaves()
    {
        var other = Info with { Id = new SlaveId("S-1"), Hostname = "other" };
        var draft = new RegistryDraft(Registry.Empty);
        draft.Add(new AdmittedSlave(Info, Guid.Empty));
        draft.Add(new AdmittedSlave(other, Guid.Empty));
        Assert.Equal(RegistrySize.Of(Info) + RegistrySize.Of(other), draft.ToRegistry().Bytes);

        var longer = Info with { Hostname = "longer-than-before" };
        draft.Add(new AdmittedSlave(longer, Guid.Empty));
        draft.Remove(other.Id!.Value);
        draft.Remove(new SlaveId("unknown"));
        Assert.Equal(RegistrySize.Of(longer), draft.ToRegistry().Bytes);
    }
}
