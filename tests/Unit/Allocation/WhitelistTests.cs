using MesosOrleans.Allocation;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>Rule 7.10.</summary>
public sealed class WhitelistTests
{
    private readonly AllocatorScene _scene = new();

    [Theory]
    [InlineData("a\nb\n", "a b", "c A")]
    [InlineData(" a \r\n\n b", "a b", "")]
    [InlineData("", "", "a")]
    [InlineData("*", "*", "a")]
    public void A_list_has_one_host_name_a_line(string text, string allowed, string others)
    {
        var list = Whitelist.Parse(text);

        Assert.All(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), host => Assert.True(list.Allows(host)));
        Assert.All(others.Split(' ', StringSplitOptions.RemoveEmptyEntries), host => Assert.False(list.Allows(host)));
    }

    [Fact]
    public void Without_a_list_every_slave_is_allowed() => Assert.True(Whitelist.Everybody.Allows("a"));

    [Fact]
    public void A_slave_that_is_not_on_the_list_is_not_offered_and_one_that_comes_onto_it_is()
    {
        _scene.Allocator.SetWhitelist(Whitelist.Parse("host-a"));
        _scene.Frameworks("f");
        _scene.Slave("a", "cpus:1;mem:64");
        _scene.Slave("b", "cpus:2;mem:64");
        Assert.Equal(["f@a cpus(*):1; mem(*):64"], _scene.Offer());

        _scene.Allocator.SetWhitelist(Whitelist.Parse("host-b"));
        Assert.Equal(["f@b cpus(*):2; mem(*):64"], _scene.Offer());
        _scene.Return("f", "a", "cpus:1;mem:64");
        Assert.Empty(_scene.Offer());
    }

    [Fact]
    public void When_everybody_is_allowed_again_so_are_those_that_were_not()
    {
        _scene.Allocator.SetWhitelist(Whitelist.Parse(""));
        _scene.Frameworks("f");
        _scene.Slave("a", "cpus:1;mem:64");
        Assert.Empty(_scene.Offer());

        _scene.Allocator.SetWhitelist(Whitelist.Everybody);
        Assert.Equal(["f@a cpus(*):1; mem(*):64"], _scene.Offer());
    }

    [Fact]
    public async Task The_file_is_told_when_its_content_changes_and_a_file_that_cannot_be_read_is_an_error()
    {
        var path = Path.Combine(Path.GetTempPath(), $"whitelist-{Guid.NewGuid():N}");
        try
        {
            var store = new WhitelistStore(path);
            await Assert.ThrowsAsync<FileNotFoundException>(store.Read);
            await File.WriteAllTextAsync(path, "a", TestContext.Current.CancellationToken);
            Assert.True((await store.Read())!.Allows("a"));
            Assert.Null(await store.Read());
            await File.WriteAllTextAsync(path, "b", TestContext.Current.CancellationToken);
            Assert.False((await store.Read())!.Allows("a"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
