using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Rule 8.5, checks 4 to 6, in their order.</summary>
public sealed class LaunchValidationTests
{
    private static readonly Resources Left = Resources.Parse("cpus:2;mem:64;cpus(ads):1");
    private static readonly ExecutorInfo Executor = new() { ExecutorId = new ExecutorId("e"), Command = new CommandInfo { Value = "true" } };

    private static string NoResources => "Task uses no resources: give it some of its offer, for example cpus:0.1;mem:32";

    private static string NoCommand => "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present";

    [Theory]
    [InlineData("cpus:2;mem:64")]
    [InlineData("cpus(ads):1")]
    public void What_fits_may_be_launched(string resources) => Assert.Null(Judge(ASlave.Task("t", resources)));

    [Fact]
    public void A_task_of_an_executor_needs_no_command() => Assert.Null(Judge(ASlave.Task("t") with { Command = null, Executor = Executor }));

    [Fact]
    public void A_task_without_resources_is_refused_before_anything_else() =>
        Assert.Equal(NoResources, Judge(ASlave.Task("t") with { Resources = Resources.Empty, Command = null }, frameworkCheckpoints: true));

    [Fact]
    public void A_negative_scalar_is_refused_before_it_is_compared_with_the_offer() => Assert.Equal(
        $"Task uses invalid resources: {Resource.Scalar("cpus", -1000)}",
        Judge(ASlave.Task("t") with { Resources = Resources.Of(Resource.Scalar("cpus", -1000), Resource.Scalar("gpus", 1000)) }));

    [Theory]
    [InlineData("cpus:3")]
    [InlineData("cpus:1;mem:65")]
    [InlineData("gpus:1")]
    [InlineData("mem(ads):1")]
    [InlineData("cpus(ads):1.001")]
    public void More_than_what_is_left_is_refused_before_the_command_is_looked_at(string resources) => Assert.Equal(
        $"Task t attempted to use {Resources.Parse(resources)}, which is greater than what is left of its offer, {Left}",
        Judge(ASlave.Task("t", resources) with { Command = null }));

    [Fact]
    public void Neither_or_both_of_command_and_executor_are_refused_before_checkpointing_is_looked_at()
    {
        Assert.Equal(NoCommand, Judge(ASlave.Task("t") with { Command = null }, frameworkCheckpoints: true));
        Assert.Equal(NoCommand, Judge(ASlave.Task("t") with { Executor = Executor }, frameworkCheckpoints: true));
    }

    [Fact]
    public void A_health_check_that_cannot_be_carried_out_is_refused_in_words()
    {
        Assert.Null(Judge(ASlave.Task("t") with { HealthCheck = new HealthCheck { Tcp = new TcpCheck { Port = 80 } } }));
        Assert.Equal(
            "Task has an invalid health check: the health check is of no kind that is known: expected a command, HTTP or TCP",
            Judge(ASlave.Task("t") with { HealthCheck = new HealthCheck() }));
    }

    [Theory]
    [InlineData(true, false, "Task asked to be checkpointed but slave S-0 has checkpointing disabled")]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    [InlineData(false, true, null)]
    public void Checkpointing_needs_a_slave_that_does_it(bool framework, bool slave, string? refusal) =>
        Assert.Equal(refusal, Judge(ASlave.Task("t"), framework, slave));

    [Fact]
    public void Unsound_resources_of_an_executor_are_refused_before_the_command_is_looked_at()
    {
        var executor = Executor with { Resources = Resources.Of(Resource.Scalar("mem", -1000)) };

        Assert.Equal(
            $"Executor for task t uses invalid resources {Resource.Scalar("mem", -1000)}", Judge(ASlave.Task("t") with { Executor = executor }));
    }

    [Theory]
    [InlineData("cpus:1", "cpus:1;mem:64", true)]
    [InlineData("cpus:1", "cpus:1.001", false)]
    [InlineData("cpus:2", "cpus(ads):1", true)]
    public void A_task_and_its_executor_must_fit_together_unless_the_executor_runs_already(string task, string executor, bool fits)
    {
        var asked = Executor with { Resources = Resources.Parse(executor) };
        var together = Resources.Parse(task) + asked.Resources;
        var launch = ASlave.Task("t", task) with { Command = null, Executor = asked };

        Assert.Equal(
            fits ? null
                : $"Task t + executor attempted to use {together}, which is greater than what is left of its offer, {Left}; the executor is not running on the slave yet",
            Judge(launch));
        Assert.Null(Judge(launch, running: asked));
    }

    [Fact]
    public void An_executor_without_resources_is_allowed() =>
        Assert.Null(Judge(ASlave.Task("t", "cpus:2;mem:64") with { Command = null, Executor = Executor }));

    [Fact]
    public void Another_executor_of_the_same_ID_is_refused_before_checkpointing_is_looked_at() => Assert.Equal(
        "Task has invalid ExecutorInfo (existing ExecutorInfo with same ExecutorID is not compatible). Executor e runs with name: 'old' and not ''",
        Judge(ASlave.Task("t") with { Command = null, Executor = Executor }, frameworkCheckpoints: true, running: Executor with { Name = "old" }));

    private static string? Judge(TaskInfo task, bool frameworkCheckpoints = false, bool slaveCheckpoints = false, ExecutorInfo? running = null) =>
        LaunchValidation.Judge(
            new LaunchRequest(ASlave.Framework(ASlave.Ann, frameworkCheckpoints), task, Left, ASlave.Info(checkpoint: slaveCheckpoints), running));
}
