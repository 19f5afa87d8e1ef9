using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>
/// The real rules of agent, slave, framework and scheduler over a network that loses, doubles and reorders, while grains are lost, sessions break and a slave is removed; then everything heals.
/// At every step nothing is used twice; in the end each launch has ended once for its scheduler, and nobody holds anything of it.
/// </summary>
public sealed class ClusterSimulationTests
{
    private const int Seeds = 400;
    private const int FaultySteps = 800;
    private const int HealingSteps = 40_000;

    [Fact]
    [Trait("Invariant", "4 no double use")]
    [Trait("Invariant", "5 no lost word")]
    public void Whatever_fails_each_launch_ends_once_and_nothing_is_used_twice_or_left_behind()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                new Cluster(seed).Run();
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private sealed class Cluster
    {
        private static readonly Resources Total = Resources.Parse("cpus:4");

        private readonly World _world;
        private readonly SimulatedFramework _framework;
        private readonly SimulatedScheduler _scheduler;
        private readonly List<(SimulatedSlave Slave, SimulatedAgent Agent)> _slaves = [];

        public Cluster(int seed)
        {
            _world = new World(seed);
            _framework = new SimulatedFramework(_world);
            _scheduler = new SimulatedScheduler(_world, _framework, 12);
            for (var i = 0; i < 3; i++)
            {
                var info = ASlave.Info("cpus:4") with { Id = new SlaveId($"S-{i}") };
                var slave = new SimulatedSlave(_world, info, _framework);
                var agent = new SimulatedAgent(_world, slave, info);
                agent.Starting = task => Assert.True(slave.IsRemoved || !HasEnded(task), $"task {task} starts although it was told ended");
                _slaves.Add((slave, agent));
            }
        }

        public void Run()
        {
            for (var step = 0; step < FaultySteps; step++)
            {
                Step();
                Fail();
                Check();
            }

            _world.IsFaulty = false;
            var healing = 0;
            while (healing % 10 != 0 || !IsQuiet())
            {
                Assert.True(++healing < HealingSteps, $"nothing moves any more: {Describe()}");
                Step();
            }

            Check();

            foreach (var (task, launches) in _scheduler.Launches)
            {
                Assert.Equal((task, launches), (task, _scheduler.Ends[task].Count));
            }
        }

        private void Step()
        {
            var (slave, agent) = _world.Pick(_slaves);
            switch (_world.Random.Next(20))
            {
                case < 9:
                    _world.Deliver();
                    break;
                case < 14:
                    _world.Pump();
                    break;
                case < 16:
                    _scheduler.Act();
                    break;
                case 16:
                    agent.Work();
                    break;
                case 17:
                    slave.Offer(Resources.Parse($"cpus:{_world.Random.Next(1, 4)}"));
                    break;
                case 18 when _world.Chance(20):
                    agent.Ask();
                    break;
                case 19 when _world.Chance(20):
                    _scheduler.Ask();
                    break;
            }
        }

        private void Fail()
        {
            var (slave, agent) = _world.Pick(_slaves);
            switch (_world.Random.Next(1000))
            {
                case < 5:
                    slave.Lose();
                    break;
                case < 9:
                    _framework.Lose();
                    break;
                case < 15:
                    agent.Register();
                    break;
                case < 20:
                    _scheduler.Subscribe();
                    break;
                case < 25:
                    slave.FallSilent();
                    break;
                case 25 when _slaves.All(one => !one.Slave.IsRemoved):
                    slave.Remove();
                    break;
            }
        }

        private void Check()
        {
            foreach (var (slave, agent) in _slaves)
            {
                Assert.True(Total.Contains(agent.Used), $"an agent uses {agent.Used}");
                var view = slave.Machine.Describe(null, null);
                Assert.True(Total.Contains(view.Used + view.Offered), $"{view.Used} used and {view.Offered} offered");
            }

            foreach (var (task, launches) in _scheduler.Launches)
            {
                Assert.True(_slaves.Sum(one => one.Agent.Starts.GetValueOrDefault(task)) <= launches, $"task {task} was started too often");
                Assert.True(!_scheduler.Ends.TryGetValue(task, out var ends) || ends.Count <= launches, $"task {task} ended too often");
            }
        }

        private bool HasEnded(TaskId task) => _scheduler.Ends.TryGetValue(task, out var ends) && ends.Count == _scheduler.Launches[task];

        private bool IsQuiet() =>
            _scheduler.IsDone
            && !_framework.Machine.Unfinished().Any()
            && _slaves.All(one => one.Agent.IsDead || (one.Agent.Count == 0 && one.Slave.Machine.Used.IsEmpty))
            && _slaves.All(one => one.Slave.Machine.Describe(null, null).Tasks.IsEmpty);

        private string Describe() =>
            $"scheduler {string.Join(' ', _scheduler.Unfinished.Select(Text))}; framework {string.Join(' ', _framework.Machine.Unfinished().Select(Text))}; "
            + string.Join(
                "; ",
                _slaves.Select(one => $"{one.Slave.Machine.Id}{(one.Slave.IsRemoved ? " removed" : "")}: agent holds {one.Agent.Count}, slave "
                    + string.Join(' ', one.Slave.Machine.Describe(null, null).Tasks.Select(Text))));

        private static string Text(TaskSummary task) => $"{task.TaskId}@{task.SlaveId}={task.State}";
    }
}
