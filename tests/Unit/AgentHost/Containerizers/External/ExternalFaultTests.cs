using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers.External;

/// <summary>A program that misbehaves, in each way that there is: the reason is told, and nothing of it is left running.</summary>
public sealed class ExternalFaultTests
{
    [Theory]
    [InlineData("launch:status", "the containerizer's 'launch' exited with status 3: the engine is on fire")]
    [InlineData("launch:signal", "the containerizer's 'launch' was terminated with signal Segmentation fault: launch was called")]
    public async Task A_launch_that_fails_says_why_and_what_it_began_is_destroyed(string fault, string reason)
    {
        await using var scene = new ExternalScene(fault: fault);

        Assert.Equal(reason, await scene.Refusal());
        Assert.Equal(["launch", "destroy"], scene.Calls.Select(call => (string)call["command"]!));
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_program_that_is_missing_is_named()
    {
        await using var scene = new ExternalScene("/no/such/program");

        var reason = await scene.Refusal();

        Assert.StartsWith("the containerizer program was not found ('launch' exited with status 127): ", reason, StringComparison.Ordinal);
        Assert.Contains("/no/such/program", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_executable_is_named()
    {
        await using var scene = new ExternalScene();
        var file = Path.Combine(scene.State, "program");
        await File.WriteAllTextAsync(file, "#!/bin/sh\n", TestContext.Current.CancellationToken);
        scene.Settings = scene.Settings with { Path = file };

        var reason = await scene.Refusal();

        Assert.StartsWith("the containerizer program cannot be executed ('launch' exited with status 126): ", reason, StringComparison.Ordinal);
        Assert.Contains(file, reason, StringComparison.Ordinal);
    }

    /// <summary>The container itself runs well; nobody can tell its end any more, so it is ended.</summary>
    [Theory]
    [InlineData("silent", "the containerizer's 'wait' exited with status 0 and wrote no result: wait was called")]
    [InlineData("garbage", "the containerizer's 'wait' wrote no result that can be read: a frame that claims to hold 1667330644 bytes: at most 8388608 are taken: wait was called")]
    [InlineData("undecodable", "the containerizer's 'wait' wrote no result that can be read: ")]
    [InlineData("truncated", "the containerizer's 'wait' wrote no result that can be read: a frame of 100 bytes of which only 3 came: wait was called")]
    [InlineData("half", "the containerizer's 'wait' wrote no result that can be read: a frame's header has 4 bytes and only 2 came: wait was called")]
    [InlineData("oversized", "the containerizer's 'wait' wrote no result that can be read: a frame that claims to hold 4294967295 bytes: at most 8388608 are taken: wait was called")]
    [InlineData("signal", "the containerizer's 'wait' was terminated with signal Segmentation fault: wait was called")]
    [InlineData("status", "the containerizer's 'wait' exited with status 3: the engine is on fire")]
    [InlineData("held", "the containerizer's 'wait' exited with status 0 and wrote no result, and left a process behind that holds its output: wait was called")]
    public async Task A_wait_that_fails_says_why_and_its_container_is_destroyed(string kind, string reason)
    {
        await using var scene = new ExternalScene(fault: $"wait:{kind}");

        var end = await (await scene.Launch("sleep 1000")).Ended;

        Assert.StartsWith($"Abnormal executor termination ({reason}", end.Exit.Message, StringComparison.Ordinal);
        Assert.False(end.IsLimitation);
        Assert.Null(end.Exit.ExitCode);
        Assert.Equal(["destroy", "launch", "wait"], scene.Calls.Select(call => (string)call["command"]!).Order());
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_wait_that_says_more_than_it_should_is_not_believed()
    {
        await using var scene = new ExternalScene(fault: "wait:extra");

        var end = await (await scene.Launch("exit 0")).Ended;

        Assert.Contains("more follows its one frame of 6 bytes", end.Exit.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_wait_that_leaves_a_child_with_its_output_is_believed_and_the_child_is_ended()
    {
        await using var scene = new ExternalScene(fault: "wait:escapes");

        var end = await (await scene.Launch("exit 4")).Ended;

        Assert.Equal(4, end.Exit.ExitCode);
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_child_that_a_launch_leaves_outside_of_its_container_ends_with_it()
    {
        await using var scene = new ExternalScene(fault: "launch:escapes");
        var container = await scene.Launch("sleep 1000");
        Assert.True(scene.Processes().Count >= 3);

        container.Kill();
        await container.Ended;

        Assert.Empty(scene.Processes());
    }

    [Theory]
    [InlineData("hang", "the containerizer's 'destroy' had not ended after 700ms")]
    [InlineData("status", "the containerizer's 'destroy' exited with status 3: the engine is on fire")]
    [InlineData("silent", null)]
    [InlineData("held", null)]
    public async Task A_destroy_that_destroys_nothing_leaves_nothing_running_all_the_same(string kind, string? problem)
    {
        await using var scene = new ExternalScene(fault: $"destroy:{kind}", timeout: kind == "hang" ? ExternalScene.Short : null);
        var container = await scene.Launch("sleep 1000");
        await scene.Called("wait");

        container.Kill();
        var end = await container.Ended;

        var expected = $"Container was destroyed{(problem is null ? "" : $" ({problem}")}";
        Assert.True(end.Exit.Message.StartsWith(expected, StringComparison.Ordinal), end.Exit.Message);
        Assert.Equal(problem is null, end.Exit.Message == "Container was destroyed");
        Assert.Empty(scene.Processes());
    }

    [Theory]
    [InlineData("hang", "the containerizer's 'usage' had not ended after 700ms")]
    [InlineData("silent", "the containerizer's 'usage' exited with status 0 and wrote no result: usage was called")]
    [InlineData("status", "the containerizer's 'usage' exited with status 3: the engine is on fire")]
    public async Task A_usage_that_fails_harms_nobody(string kind, string reason)
    {
        await using var scene = new ExternalScene(fault: $"usage:{kind}", timeout: kind == "hang" ? ExternalScene.Short : null);
        var container = await scene.Launch("sleep 1000");
        await scene.Called("wait");
        await scene.Called("wait");

        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => container.Usage(CancellationToken.None));

        Assert.StartsWith(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await scene.Monitor.Sample());
        Assert.False(container.Ended.IsCompleted);
    }

    [Fact]
    public async Task An_update_that_fails_says_why_and_the_container_goes_on()
    {
        await using var scene = new ExternalScene(fault: "update:status");
        var container = await scene.Launch("sleep 1000");
        await scene.Called("wait");
        await scene.Called("wait");

        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => container.Update(Resources.Parse("cpus:2"), CancellationToken.None));

        Assert.Equal("the containerizer's 'update' exited with status 3: the engine is on fire", refusal.Message);
        Assert.False(container.Ended.IsCompleted);
    }
}
