using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Tasks;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>A silo that wants to know everybody, and an agent that it knows. Mesos's authentication_tests.cpp, and what a client gets that is somebody else.</summary>
public sealed class AuthenticationTests(GuardedCluster guarded) : IClassFixture<GuardedCluster>
{
    private TestCluster Cluster => guarded.Cluster;

    [Fact]
    public async Task A_framework_without_a_credential_is_refused_in_words()
    {
        var refusal = await Assert.ThrowsAsync<NotAuthenticatedException>(() => MesosScheduler.Subscribe(Cluster.Master, new FrameworkInfo { Name = "nobody" }));

        Assert.Contains("authenticate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_framework_with_a_wrong_secret_is_refused_in_words()
    {
        var refusal = await Assert.ThrowsAsync<NotAuthenticatedException>(() => Connect(GuardedCluster.Ada with { Secret = "guess" }));

        Assert.Equal("Master refused authentication of principal ada", refusal.Message);
        await Cluster.Silo.Says("Principal ada could not be authenticated");
        Assert.DoesNotContain("guess", Cluster.Silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(GuardedCluster.Ada.Secret, Cluster.Silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_without_a_credential_ends()
    {
        await using var agent = Cluster.StartAgentUnawaited(Path.Combine(Cluster.Folder, "stranger"));

        Assert.Equal(1, await agent.Exit());
        Assert.Contains("no credential was given", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_with_a_wrong_secret_ends()
    {
        var path = Path.Combine(Cluster.Folder, "wrong");
        await File.WriteAllTextAsync(path, "agents guess");
        await using var agent = Cluster.StartAgentUnawaited(Path.Combine(Cluster.Folder, "impostor"), $"--credential={path}");

        Assert.Equal(1, await agent.Exit());
        Assert.Contains("Master refused authentication of principal agents", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authenticated_framework_runs_tasks_on_an_authenticated_agent()
    {
        await using var framework = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "ada's" });
        await framework.Launch(TestFramework.Command("one", "exit 0"));

        Assert.Equal(TaskState.Finished, (await framework.Reaches("one", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_framework_that_says_another_principal_than_it_has_shown_is_refused()
    {
        await using var framework = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "liar", Principal = "bob" });

        var error = await framework.Sees<SchedulerEvent.Error>();
        Assert.Equal("Framework principal 'bob' does not match authenticated principal 'ada'", error.Message);
    }

    [Theory, InlineData(null), InlineData("ada")]
    public async Task A_framework_may_say_its_principal_or_leave_it_out(string? principal)
    {
        await using var framework = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "plain", Principal = principal });

        await framework.Sees<SchedulerEvent.Subscribed>();
    }

    [Fact]
    public async Task A_scheduler_of_the_same_principal_takes_a_framework_over_and_one_of_another_does_not()
    {
        await using var first = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "ada's", FailoverTimeout = 600 });
        await first.Sees<SchedulerEvent.Subscribed>();
        var info = new FrameworkInfo { Name = "ada's", Id = first.Scheduler.FrameworkId };

        await using var other = await Subscribe(GuardedCluster.Bob, info with { FailoverTimeout = 600 });
        Assert.Contains("belongs to another principal", (await other.Sees<SchedulerEvent.Error>()).Message, StringComparison.Ordinal);

        await using var second = await Subscribe(GuardedCluster.Ada, info);
        await second.Sees<SchedulerEvent.Subscribed>();
        Assert.Contains("failed over", (await first.Sees<SchedulerEvent.Error>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_gets_nowhere_as_somebody_else_and_with_what_is_for_silos()
    {
        await using var framework = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "ada's" });
        await framework.Sees<SchedulerEvent.Subscribed>();
        await using var connection = await Connect(GuardedCluster.Bob);
        var its = connection.Client.Framework(framework.Scheduler.FrameworkId);
        var slave = connection.Client.Slave(new SlaveId((string)(await Cluster.Slaves())[0]!["id"]!));

        await Assert.ThrowsAsync<NotAuthorizedException>(() => its.Teardown(Epoch.None));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => its.Submit(Epoch.None, new Batch<SchedulerCall>(Guid.Empty, 0, [])));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => its.Describe());
        await Assert.ThrowsAsync<NotAuthorizedException>(() => its.KillTask(new TaskId("one")));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => slave.Confirm(Epoch.None));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => slave.Report(Epoch.None, new Batch<AgentFact>(Guid.Empty, 0, [])));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => slave.Expire(new SlaveInfo { Hostname = "gone" }));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => connection.Client.Registrar().Remove(Guid.NewGuid(), new SlaveId("any")));
    }

    [Fact]
    public async Task An_agent_of_another_principal_does_not_come_back_as_a_slave_that_is_not_its_own()
    {
        var id = new SlaveId((string)(await Cluster.Slaves())[0]!["id"]!);
        await using var connection = await Connect(GuardedCluster.Bob);
        var registration = new AgentRegistration { Info = new SlaveInfo { Hostname = "stolen", Id = id }, Number = long.MaxValue };

        await Assert.ThrowsAsync<NotAuthorizedException>(() =>
            connection.Client.Slave(id).Register(registration, connection.Client.CreateObjectReference<IAgentObserver>(new SilentAgent())));
        Assert.NotEqual("stolen", (string)Assert.Single(await Cluster.Slaves())!["hostname"]!);
    }

    [Fact]
    public async Task A_task_is_killed_only_by_whom_the_rules_allow_it()
    {
        await using var framework = await Subscribe(GuardedCluster.Ada, new FrameworkInfo { Name = "ada's" });
        await framework.Launch(TestFramework.Command("long", "sleep 1000"));
        await framework.Reaches("long", TaskState.Running);
        await using var stranger = await Connect(GuardedCluster.Bob);
        await using var owner = await Connect(GuardedCluster.Ada);
        ITaskGrain TaskOf(MasterConnection connection) => connection.Client.Task(framework.Scheduler.FrameworkId, new TaskId("long"));

        await Assert.ThrowsAsync<NotAuthorizedException>(() => TaskOf(stranger).Kill());
        await Cluster.Silo.Says("Refused by --acls: principal bob, action kill_tasks, object ada");
        Assert.True(await TaskOf(owner).Kill());

        Assert.Equal(TaskState.Killed, (await framework.Reaches("long", TaskState.Killed)).State);
    }

    [Fact]
    public async Task A_task_that_may_not_run_as_its_user_is_lost_and_its_neighbour_runs()
    {
        await using var framework = await Subscribe(GuardedCluster.Bob, new FrameworkInfo { Name = "bob's", User = "nobody" });
        var forbidden = TestFramework.Command("as-root", "exit 0") with { Command = new CommandInfo { Value = "exit 0", User = "root" } };
        await framework.Launch(forbidden, TestFramework.Command("as-nobody", "exit 0"));

        var lost = await framework.Reaches("as-root", TaskState.Lost);
        Assert.Equal((TaskState.Lost, TaskStatusReason.TaskUnauthorized), (lost.State, lost.Reason));
        Assert.Equal("Not authorized to launch as user 'root'", lost.Message);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("as-nobody", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_framework_that_may_not_have_its_role_is_refused()
    {
        await using var framework = await Subscribe(GuardedCluster.Bob, new FrameworkInfo { Name = "bob's", Role = "ads" });

        Assert.Equal("Not authorized to use role 'ads'", (await framework.Sees<SchedulerEvent.Error>()).Message);
    }

    [Fact]
    public async Task What_is_no_grain_for_clients_ends_the_connection_of_the_client_that_calls_it()
    {
        await using var connection = await Connect(GuardedCluster.Bob);

        await Assert.ThrowsAnyAsync<Exception>(() => connection.Client.GetGrain<IManagementGrain>(0).GetHosts());

        await Cluster.Silo.Says("it calls management, which is not for clients");
    }

    [Fact]
    public async Task A_command_runs_as_whom_its_credential_shows()
    {
        var path = Path.Combine(Cluster.Folder, "ada");
        await File.WriteAllTextAsync(path, $"{GuardedCluster.Ada.Principal} {GuardedCluster.Ada.Secret}");
        string[] execute = ["execute", $"--master={Cluster.Master}", "--name=hello", "--command=exit 0", "--resources=cpus:0.1;mem:16"];

        await using var known = TestProgram.Start("Cli", [.. execute, $"--credential={path}"]);
        await using var unknown = TestProgram.Start("Cli", execute);

        Assert.Equal((0, ""), (await known.Exit(), known.Printed));
        Assert.NotEqual(0, await unknown.Exit());
        Assert.Contains("authenticate", unknown.Errors, StringComparison.Ordinal);
    }

    private Task<TestFramework> Subscribe(Credential credential, FrameworkInfo info) =>
        TestFramework.Subscribe(Cluster.Master, info, new SchedulerOptions { Credential = credential });

    private Task<MasterConnection> Connect(Credential credential) =>
        MasterConnection.Connect(Cluster.Master, new MasterConnectionOptions { Credential = credential });

    private sealed class SilentAgent : IAgentObserver
    {
        public Task<Receipt> Deliver(Epoch epoch, Batch<AgentCommand> commands) => Task.FromResult(Receipt.Taken);

        public Task<Receipt> Ping(Epoch epoch) => Task.FromResult(Receipt.Taken);
    }
}
