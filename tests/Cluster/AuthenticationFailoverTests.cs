using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What becomes of sessions when the masters change.</summary>
public sealed class AuthenticationFailoverTests
{
    [Fact]
    public async Task Agents_and_schedulers_authenticate_anew_with_new_masters_and_go_on()
    {
        using var folder = new TemporaryFolder();
        var credentials = GuardedCluster.Write(folder.Path);
        await using var cluster = await TestCluster.Start(0, "--authenticate", "--authenticate_slaves", $"--credentials={credentials}");
        await cluster.StartAgent($"--credential={Path.Combine(folder.Path, "agent")}");
        await using var framework = await TestFramework.Subscribe(
            cluster.Master, new FrameworkInfo { Name = "ada's", FailoverTimeout = 600 }, new SchedulerOptions { Credential = GuardedCluster.Ada });
        await framework.Launch(TestFramework.Command("before", "exit 0"));
        await framework.Reaches("before", TaskState.Finished);

        await cluster.Silo.Kill9();
        await cluster.StartSilo();

        await framework.Sees<SchedulerEvent.Subscribed>(subscribed => subscribed.Again);
        await framework.Launch(TestFramework.Command("after", "exit 0"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("after", TaskState.Finished)).State);
        await cluster.Silo.Says("Principal agents is authenticated");
    }

    [Theory, InlineData("--authenticate"), InlineData("--authenticate_slaves")]
    public async Task Only_who_has_to_authenticate_needs_a_credential(string flag)
    {
        using var folder = new TemporaryFolder();
        var credentials = GuardedCluster.Write(folder.Path);
        await using var cluster = await TestCluster.Start(0, flag, $"--credentials={credentials}");
        var isForSlaves = flag == "--authenticate_slaves";
        await cluster.StartAgent(isForSlaves ? [$"--credential={Path.Combine(folder.Path, "agent")}"] : []);

        await using var framework = await TestFramework.Subscribe(
            cluster.Master, null, new SchedulerOptions { Credential = isForSlaves ? null : GuardedCluster.Ada });
        await framework.Launch(TestFramework.Command("one", "exit 0"));

        Assert.Equal(TaskState.Finished, (await framework.Reaches("one", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_session_that_one_silo_gave_counts_at_all_and_ends_with_that_silo()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await TestSilos.Start(2, agents: 0, "--authenticate", $"--credentials={GuardedCluster.Write(folder.Path)}");
        await using var connection = await MasterConnection.Connect(cluster.Masters, new MasterConnectionOptions { Credential = GuardedCluster.Ada });
        // Their grains are spread over both silos, and one silo has given the connection's session.
        var frameworks = new List<MesosScheduler>();
        for (var i = 0; i < 8; i++)
        {
            frameworks.Add(await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = $"{i}", FailoverTimeout = 600 }));
        }

        await Task.WhenAll(frameworks.Select(framework => Subscribed(framework, again: false)));
        await cluster.Silos[await cluster.LeaderSeenBy(0)].Kill9();

        await Task.WhenAll(frameworks.Select(framework => Subscribed(framework, again: true)));
        await Task.WhenAll(frameworks.Select(framework => framework.Teardown()));
    }

    /// <summary>Those whose grain has outlived the silo say a word, and are answered.</summary>
    private static async Task Subscribed(MesosScheduler framework, bool again)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        if (again)
        {
            framework.Revive();
            await framework.Flush(limit.Token);
            return;
        }

        await foreach (var happening in framework.Events(limit.Token))
        {
            if (happening is SchedulerEvent.Subscribed)
            {
                return;
            }
        }
    }
}
