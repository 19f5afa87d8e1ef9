using CsCheck;
using MesosOrleans.Values;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class ValueSerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void Resources_survive_the_wire_in_canonical_form() => Arbitrary.Resources.Sample(resources =>
    {
        var back = RoundTrip(resources);

        Assert.Equal(resources, back);
        Assert.Equal(resources.GetHashCode(), back.GetHashCode());
        Assert.Equal(Resources.Of(back.Entries), back);
        Assert.Equal(resources + resources, back + back);
    });

    [Fact]
    public void Negative_scalars_survive_the_wire()
    {
        var rest = Resources.Parse("cpus:1") - Resources.Parse("cpus:3");

        Assert.Equal(-2000, RoundTrip(rest).Milli("cpus"));
    }

    [Fact]
    public void Attributes_survive_the_wire_in_their_order()
    {
        var attributes = Attributes.Parse("rack:b12;cold:-5;ports:[1-5,7-9];rack:a");

        Assert.Equal(attributes, RoundTrip(attributes));
        Assert.Equal(Attributes.Empty, RoundTrip(Attributes.Empty));
    }

    [Fact]
    public void Values_are_shared_not_copied_within_a_silo()
    {
        var copier = _services.GetRequiredService<DeepCopier>();
        var resources = Resources.Parse("cpus:1;ports:[1-2];disks:{a}");
        var attributes = Attributes.Parse("rack:a");

        Assert.Same(resources, copier.Copy(resources));
        Assert.Same(attributes, copier.Copy(attributes));
        Assert.Same(resources.List[0], copier.Copy(resources.List[0]));
    }

    public void Dispose() => _services.Dispose();

    private T RoundTrip<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return Assert.IsType<T>(serializer.Deserialize<T>(serializer.SerializeToArray(value)));
    }
}
