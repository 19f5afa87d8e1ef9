using MesosOrleans.AgentHost.Containerizers;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers.External;

/// <summary>What a restarted agent makes of what it and the program know (rule 18.14).</summary>
public sealed class ExternalRecoveryTests
{
    [Fact]
    public async Task A_container_that_both_know_is_waited_for_again()
    {
        await using var scene = new ExternalScene();
        var spec = scene.Spec("while [ ! -e go ]; do sleep 0.02; done; exit 5");
        await scene.Launch(spec);
        await scene.Called("wait");
        scene.EndAgent();

        var found = await scene.NewContainerizer().Recover([spec], CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(spec.Directory, "go"), "", TestContext.Current.CancellationToken);

        Assert.Equal(5, (await found[spec.Id].Ended).Exit.ExitCode);
        Assert.Equal(["launch", "wait", "recover", "containers", "wait"], scene.Calls.Select(call => (string)call["command"]!));
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_container_that_only_the_program_knows_is_destroyed()
    {
        await using var scene = new ExternalScene();
        await scene.Launch("sleep 1000");
        scene.EndAgent();

        Assert.Empty(await scene.NewContainerizer().Recover([], CancellationToken.None));

        Assert.Contains("destroy", scene.Calls.Select(call => (string)call["command"]!));
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_container_that_only_the_agent_knows_is_not_found_and_nothing_of_it_is_left()
    {
        await using var scene = new ExternalScene();
        var spec = scene.Spec("sleep 1000");
        await scene.Launch(spec);
        scene.EndAgent();
        File.Delete(Path.Combine(scene.State, $"{spec.Id.Value}.pid"));

        Assert.Empty(await scene.NewContainerizer().Recover([spec], CancellationToken.None));
        Assert.Empty(scene.Processes());
    }

    [Fact]
    public async Task A_launch_that_the_former_agent_did_not_see_the_end_of_starts_nothing_any_more()
    {
        await using var scene = new ExternalScene(fault: "launch:hang:1");
        _ = scene.NewContainerizer().Launch(scene.Spec("sleep 1000"), CancellationToken.None);
        await scene.Called("launch");
        Assert.NotEmpty(scene.Processes());
        scene.EndAgent();

        Assert.Empty(await scene.NewContainerizer().Recover([], CancellationToken.None));
        Assert.Empty(scene.Processes());
    }

    [Theory]
    [InlineData("recover:status", "the containerizer's 'recover' exited with status 3: the engine is on fire")]
    [InlineData("recover:hang", "the containerizer's 'recover' had not ended after 700ms")]
    [InlineData("containers:silent", "the containerizer's 'containers' exited with status 0 and wrote no result: containers was called")]
    [InlineData("containers:garbage", "the containerizer's 'containers' wrote no result that can be read: a frame that claims to hold 1667330644 bytes: at most 8388608 are taken: containers was called")]
    public async Task An_agent_whose_program_cannot_recover_does_not_start(string fault, string reason)
    {
        await using var scene = new ExternalScene(fault: fault, timeout: fault == "recover:hang" ? ExternalScene.Short : null);

        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => scene.NewContainerizer().Recover([], CancellationToken.None));

        Assert.StartsWith(reason, refusal.Message, StringComparison.Ordinal);
    }
}
