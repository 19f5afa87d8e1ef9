using CsCheck;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>What holds whatever happens, in whatever order.</summary>
public sealed class AgentMachineLawTests
{
    private const int Tasks = 6;

    private enum Happening
    {
        LaunchCommand,
        LaunchForExecutor,
        Kill,
        Started,
        Ended,
        Subscribe,
        Disconnect,
        Update,
        Acknowledge,
        ShutdownExecutor,
        ShutdownFramework,
        Time,
        Checked,
    }

    private static readonly Gen<(Happening What, int Which)[]> History =
        Gen.Select(Gen.Int[0, (int)Happening.Checked].Select(what => (Happening)what), Gen.Int[0, 99]).Array[1, 60];

    [Fact, Trait("Invariant", "6 no orphan")]
    public void No_task_ends_twice_no_container_is_forgotten_and_each_started_one_is_told_to_end_at_last() => History.Sample(history =>
    {
        var run = new Run();
        foreach (var (what, which) in history)
        {
            run.Happens(what, which);
            run.Check();
        }

        run.Finish();
    }, iter: 3_000);

    private sealed class Run
    {
        private readonly AnAgent _agent = new(checkpoint: true);
        private readonly HashSet<ContainerId> _alive = [];
        private readonly HashSet<ContainerId> _killed = [];
        private readonly List<AConnection> _connections = [];
        private readonly HashSet<AgentTask> _checked = [];
        private readonly List<AgentTask> _everChecked = [];
        private readonly Dictionary<(TaskId Task, int Launch), int> _ends = [];
        private readonly Dictionary<TaskId, int> _launches = [];
        private int _uuid;

        public void Happens(Happening what, int which)
        {
            var task = $"t{which % Tasks}";
            switch (what)
            {
                case Happening.LaunchCommand when IsFree(task):
                    Launched(task);
                    _agent.Launch(Checked(ATask.With(task), which));
                    break;
                case Happening.LaunchForExecutor when IsFree(task):
                    Launched(task);
                    _agent.Launch(Checked(AnAgent.TaskOf(task), which));
                    break;
                case Happening.Kill:
                    _agent.Kill(task);
                    break;
                case Happening.Started when Pick(which) is { } container:
                    _agent.Step((machine, now, effects) => machine.Started(container, now, effects));
                    break;
                case Happening.Ended when Pick(which) is { } container:
                    _alive.Remove(container);
                    _agent.Step((machine, now, effects) => machine.Ended(container, ContainerTermination.Of(TaskExit.OfRawStatus(which % 2 << 8)), null, now, effects));
                    break;
                case Happening.Subscribe:
                    _connections.Add(new AConnection());
                    _agent.Subscribe(_connections[^1]);
                    break;
                case Happening.Disconnect when _connections.Count > 0:
                    _agent.Step((machine, _, _) => machine.Disconnected(AnAgent.F, AnAgent.E, _connections[which % _connections.Count]));
                    break;
                case Happening.Update:
                    _agent.Update(task, which % 3 == 0 ? TaskState.Running : TaskState.Finished, which % 4 == 0 ? _uuid : ++_uuid);
                    break;
                case Happening.Acknowledge:
                    _agent.Acknowledge(task);
                    break;
                case Happening.ShutdownExecutor:
                    _agent.Step((machine, now, effects) => machine.ShutdownExecutor(AnAgent.F, AnAgent.E, now, effects));
                    break;
                case Happening.ShutdownFramework when which % 5 == 0:
                    _agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects));
                    break;
                case Happening.Time:
                    _agent.Now += TimeSpan.FromSeconds(which);
                    _agent.Step((machine, now, effects) => machine.Tick(now, effects));
                    break;
                case Happening.Checked when _everChecked.Count > 0:
                    // Also of a task whose checks have ended: the word was on its way.
                    var found = which % 3 == 0 ? null : "no";
                    _agent.Step((machine, now, effects) => machine.Checked(_everChecked[which % _everChecked.Count], found, now, effects));
                    break;
                default:
                    _agent.Step((_, _, _) => { });
                    break;
            }
        }

        public void Check()
        {
            foreach (var action in _agent.Effects.Actions)
            {
                switch (action)
                {
                    case AgentAction.Start start:
                        Assert.True(_alive.Add(start.Executor.Container), "a container is started once");
                        break;
                    case AgentAction.Kill kill:
                        _killed.Add(kill.Container);
                        break;
                    case AgentAction.Check check:
                        Assert.True(_checked.Add(check.Task), "the checks of a task begin once");
                        _everChecked.Add(check.Task);
                        break;
                    case AgentAction.EndCheck end:
                        _checked.Remove(end.Task);
                        break;
                    case AgentAction.Report { Update: var update } when update.Status.State.IsTerminal():
                        var key = (update.Status.TaskId, _launches[update.Status.TaskId]);
                        _ends[key] = _ends.GetValueOrDefault(key) + 1;
                        Assert.True(_ends[key] == 1, $"{key} ended twice");
                        break;
                }
            }

            foreach (var container in _alive)
            {
                Assert.NotNull(_agent.Machine.Find(container));
            }

            foreach (var executor in _agent.Machine.Frameworks.SelectMany(framework => framework.Executors.Values))
            {
                var expected = executor.Queued.Values.Concat(executor.Launched.Values).Aggregate(Resources.Empty, (sum, task) => sum + task.Info.Resources);
                Assert.Equal(expected, executor.TaskResources);
            }

            var wanted = _agent.Machine.Frameworks.SelectMany(framework => framework.Executors.Values).Where(executor => executor.TakesTasks)
                .SelectMany(executor => executor.Launched.Values).Where(task => task is { State: TaskState.Running, KillWanted: false, Info.HealthCheck: not null });
            Assert.Equal(wanted.ToHashSet(), _checked);
        }

        /// <summary>The framework goes, and time passes: everything that still runs was told to end.</summary>
        public void Finish()
        {
            _agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects));
            Check();
            _agent.Now += TimeSpan.FromHours(1);
            _agent.Step((machine, now, effects) => machine.Tick(now, effects));
            Check();
            Assert.Subset(_killed, _alive);
            foreach (var container in _alive.ToArray())
            {
                _alive.Remove(container);
                _agent.Step((machine, now, effects) => machine.Ended(container, ContainerTermination.Of(TaskExit.OfRawStatus(9)), null, now, effects));
                Check();
            }

            Assert.Empty(_agent.Machine.Frameworks);
        }

        private static TaskInfo Checked(TaskInfo task, int which) =>
            which % 2 == 0 ? task : task with { HealthCheck = new HealthCheck { Tcp = new TcpCheck { Port = 1 }, GracePeriodSeconds = 0, Failures = 2 } };

        private void Launched(string task) => _launches[new TaskId(task)] = _launches.GetValueOrDefault(new TaskId(task)) + 1;

        /// <summary>As in the ledger of the session: an ID is free when its former task is forgotten.</summary>
        private bool IsFree(string task) =>
            _agent.Machine.Frameworks.All(framework => framework.IsTerminating || !framework.Holders.ContainsKey(new TaskId(task)));

        private ContainerId? Pick(int which) => _alive.Count == 0 ? null : _alive.ElementAt(which % _alive.Count);
    }
}
