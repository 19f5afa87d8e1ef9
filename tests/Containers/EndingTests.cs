using MesosOrleans.ExternalContainerizer;
using Xunit;

namespace MesosOrleans.Tests.Containers;

public sealed class EndingTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3 << 8)]
    [InlineData(128, 128 << 8)]
    [InlineData(137, 9)]
    [InlineData(143, 15)]
    [InlineData(255, 255 << 8)]
    public void Dockers_exit_code_becomes_a_wait_status_and_back(int code, int status)
    {
        Assert.Equal(status, Ending.StatusOf(code));
        Assert.Equal(code, new Ending(status, false, null).ExitCode);
    }

    [Fact]
    public void Who_used_up_its_memory_was_killed_and_hears_how_much_it_had()
    {
        var termination = new Ending(9, true, 64 << 20).ToTermination();

        Assert.True(termination.Killed);
        Assert.Equal("Memory limit exceeded: Requested: 64MB", termination.Message);
    }

    [Fact]
    public void Who_ended_well_although_a_child_was_killed_ended_well() => Assert.False(new Ending(0, true, 64 << 20).ToTermination().Killed);

    [Fact]
    public void An_end_that_nobody_saw_has_no_status_and_says_so()
    {
        var termination = new Ending(null, false, null, "nobody knows").ToTermination();

        Assert.Equal((false, "nobody knows", null), (termination.Killed, termination.Message, termination.Status));
    }
}
