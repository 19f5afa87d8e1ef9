using System.Globalization;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>
/// An agent is killed at random moments, also while it recovers, under a stream of short and long tasks that outlive it. Whatever happens, each task that was launched ends exactly once, and at the end nothing is left
/// of any. A run is decided by its seed (and the machine): <c>MESOS_TEST_SEED</c> repeats one.
/// </summary>
public sealed class AgentChaosTests
{
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("MESOS_TEST_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next(1_000_000);

    [Fact, Trait("Category", "Long"), Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    public Task However_often_an_agent_is_killed_each_task_ends_once_and_nothing_stays() => Run(Seed, kills: 12);

    [Fact, Trait("Category", "Long"), Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    public Task Killed_hundreds_of_times_an_agent_loses_no_task_and_leaves_nothing() => Run(Seed, kills: 300);

    private static async Task Run(int seed, int kills)
    {
        try
        {
            await using var tasks = new MarkedTasks();
            await using var cluster = await TestCluster.Start(1, "--allocation_interval=100ms");
            await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "chaos", Checkpoint = true });
            var stream = new TaskStream(framework, tasks, new Random(seed));
            var feeding = stream.Feed();
            var random = new Random(seed + 1);
            for (var kill = 0; kill < kills; kill++)
            {
                await Happenings(framework, random.Next(0, 40));
                await cluster.Agents[0].Kill9();
                if (random.Next(3) == 0)
                {
                    await KillWhileRecovering(cluster, random);
                }

                await cluster.RestartAgent(0);
            }

            stream.Stop();
            await feeding;
            await stream.EndAll();
            Check(framework, stream);
            await Eventually.Holds("no process of a task is left", () => tasks.All.Count == 0);
            await Eventually.Holds("no checkpoint is left", () => !Directory
                .EnumerateFiles(Path.Combine(cluster.Folder, "agent-0/meta"), "*.info", SearchOption.AllDirectories)
                .Any(file => Path.GetFileName(file) != "slave.info"));
            TestContext.Current.SendDiagnosticMessage("{0} kills, {1} tasks, seed {2}", kills, stream.Launched.Count, seed);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"MESOS_TEST_SEED={seed} failed: {e.Message}", e);
        }
    }

    /// <summary>Waits for so many events more: a moment that no clock decides.</summary>
    private static Task Happenings(TestFramework framework, int count)
    {
        var enough = framework.Events.Count + count;
        return framework.Until($"{count} events more", () => framework.Events.Count >= enough);
    }

    private static async Task KillWhileRecovering(TestCluster cluster, Random random)
    {
        await using var agent = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent-0"));
        if (random.Next(2) == 0)
        {
            await agent.Says("Recovered slave");
        }

        await agent.Kill9();
    }

    private static void Check(TestFramework framework, TaskStream stream)
    {
        var wrong = stream.Launched.Where(task => framework.EndsOf(task).Count != 1)
            .Select(task => $"{task}: {string.Join(", ", framework.StatusesOf(task).Select(status => status.State))}");
        Assert.Empty(wrong);
        framework.HasLostNothing();
        Assert.Empty(framework.Events.OfType<SchedulerEvent.SlaveLost>());
    }

    /// <summary>Launches tasks, a bounded number at a time; of the long ones some are killed while others come.</summary>
    private sealed class TaskStream(TestFramework framework, MarkedTasks tasks, Random random)
    {
        private const int AtOnce = 30;
        private const int LongAtOnce = 15;
        private const int Batch = 8;

        private readonly HashSet<string> _long = [];
        private volatile bool _stopped;

        /// <summary>The IDs of all.</summary>
        public List<string> Launched { get; } = [];

        public void Stop() => _stopped = true;

        public async Task Feed()
        {
            while (!_stopped)
            {
                var batch = Enumerable.Range(0, Batch).Select(_ => Next()).ToArray();
                await framework.Launch(batch);
                while (_long.Count > LongAtOnce)
                {
                    KillOne();
                }

                await framework.Until("room for more tasks", () => _stopped || Launched.Count - Ended() < AtOnce);
            }
        }

        /// <summary>Kills what still runs, and waits for the end of all.</summary>
        public async Task EndAll()
        {
            foreach (var id in _long)
            {
                framework.Scheduler.Kill(new TaskId(id));
            }

            await framework.End(Launched);
        }

        private int Ended() => framework.Events.OfType<SchedulerEvent.TaskUpdated>()
            .Where(told => told.Update.Status.State.IsTerminal() && !told.Update.Status.IsReconciliation)
            .Select(told => told.Update.Status.TaskId)
            .Distinct()
            .Count();

        private void KillOne()
        {
            var id = _long.ElementAt(random.Next(_long.Count));
            _long.Remove(id);
            framework.Scheduler.Kill(new TaskId(id));
        }

        private TaskInfo Next()
        {
            var id = $"t{Launched.Count}";
            Launched.Add(id);
            string[] commands = ["true", "exit 3", "sleep 0.1", "sleep 0.5"];
            if (random.Next(4) > 0)
            {
                return TestFramework.Command(id, $"{commands[random.Next(commands.Length)]} # {tasks.Mark}");
            }

            _long.Add(id);
            return TestFramework.Command(id, tasks.Sleep());
        }
    }
}
