using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>
/// Who uses a framework, and keeps a record of it that survives his schedulers: which tasks he wanted, what he heard. A user whose schedulers crash takes every ID once, as he could not tell two tasks of one
/// ID apart afterwards, and asks about all that he does not know the end of when he is back; another one uses IDs again.
/// </summary>
internal sealed class FrameworkUser
{
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<TaskId, LaunchModel> _current = [];
    private readonly Dictionary<LaunchModel, Resources> _open = [];
    private readonly HashSet<Guid> _heard = [];
    private readonly List<TaskId> _names = [];
    private readonly bool _reusesNames;
    private readonly SimulatedProcess _process;
    private int _left;
    private bool _entered;

    public FrameworkUser(SimulatedCluster cluster, int number, ClusterScenario.FrameworkPlan plan)
    {
        _cluster = cluster;
        _reusesNames = plan.ReusesNames;
        _process = new SimulatedProcess(cluster.World, $"user {number}");
        _left = plan.Tasks;
        Info = new FrameworkInfo
        {
            Id = new FrameworkId($"F{number}"),
            Name = "simulated",
            Role = plan.Role,
            Checkpoint = plan.Checkpoint,
            FailoverTimeout = plan.FailoverTimeout,
        };
        UsesExecutors = plan.UsesExecutors;
        cluster.World.After(cluster.World.Between(0, 5_000), Enter);
    }

    public FrameworkInfo Info { get; }

    public FrameworkId Id => Info.Id!.Value;

    public bool UsesExecutors { get; }

    public bool ReusesNames => _reusesNames;

    /// <summary>The scheduler that holds the framework, or tries to; null while none runs.</summary>
    public SchedulerProcess? Scheduler { get; private set; }

    /// <summary>The newest epoch that one of his schedulers got which was not taken over.</summary>
    public long Epoch { get; set; }

    /// <summary>It was told that there is no such framework any more, or has ended it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Nothing new is wanted any more; offers are kept.</summary>
    public bool IsContent { get; set; }

    public bool Wants => !IsContent && _left > 0;

    /// <summary>Tasks whose end he does not know.</summary>
    public IReadOnlyCollection<LaunchModel> Open => _open.Keys;

    /// <summary>The scheduler dies; another one comes later.</summary>
    public void CrashScheduler(TimeSpan lasts)
    {
        if (Scheduler is not { } scheduler || IsOver || _reusesNames)
            return;
        _cluster.Trace?.Invoke($"the scheduler of {Id} dies");
        scheduler.End();
        Scheduler = null;
        _cluster.World.After(lasts, Enter);
    }

    /// <summary>Another scheduler takes the framework over while this one lives.</summary>
    public void TakeOver()
    {
        if (Scheduler is null || IsOver || _reusesNames)
            return;
        _cluster.Trace?.Invoke($"{Id} is taken over");
        Scheduler.Retire();
        Enter();
    }

    public void Over(string why)
    {
        if (why == "Framework failed over")
        {
            // By a word of the scheduler before it that came late: the user takes the framework back.
            Scheduler = null;
            Enter();
            return;
        }

        _cluster.Trace?.Invoke($"{Id} is over: {why}");
        IsOver = true;
        _cluster.Model.Ended(Id);
    }

    public TaskInfo Want(SlaveId slave, Resources resources)
    {
        var name = _reusesNames && _names.Count > 0 && _cluster.Chance(25) ? _names[_cluster.World.Random.Next(_names.Count)] : new TaskId($"t{_names.Count}");
        var launch = _cluster.Model.Launch(Id, name, slave);
        var task = new TaskInfo
        {
            Name = launch.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            TaskId = name,
            SlaveId = slave,
            Resources = resources,
        };
        return UsesExecutors
            ? task with
            {
                Executor = new ExecutorInfo
                {
                    ExecutorId = new ExecutorId($"e{_cluster.World.Random.Next(2)}"),
                    FrameworkId = Id,
                    Command = new CommandInfo { Value = "run" },
                    Resources = Resources.Parse("cpus:0.5;mem:16"),
                },
            }
            : task with { Command = new CommandInfo { Value = "true" } };
    }

    /// <summary>It goes to the masters now.</summary>
    public void Launched(TaskInfo task)
    {
        var launch = _cluster.Model.Of(task.Name);
        _left--;
        _names.Add(task.TaskId);
        _current[task.TaskId] = launch;
        _open.Add(launch, task.Resources);
    }

    /// <summary>It never left the scheduler: its ID is in use.</summary>
    public void NotLaunched(TaskInfo task) => _cluster.Model.Of(task.Name).Ended = true;

    /// <summary>An update that this scheduler had not had; it may be one that a former scheduler had.</summary>
    public void Hear(StatusUpdate update)
    {
        if (!_heard.Add(update.Uuid))
            return;
        var launch = _current.GetValueOrDefault(update.Status.TaskId);
        _cluster.Model.Hears(launch, update);
        if (launch?.Ended == true)
            _open.Remove(launch);
    }

    public void Answered(TaskStatus status)
    {
        if (_reusesNames || !_current.TryGetValue(status.TaskId, out var launch))
            return;
        _cluster.Model.Answered(launch, status.State);
        if (launch.Ended)
            _open.Remove(launch);
    }

    private void Enter()
    {
        if (IsOver)
            return;
        _cluster.Network.Call(
            _process,
            () => _cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<bool> reply) =>
            {
                if (_entered)
                    reply(true);
                else
                    registrar.AddFramework(Id, reply);
            }),
            _ =>
            {
                _entered = true;
                Scheduler = new SchedulerProcess(_cluster, this);
            },
            Enter);
    }
}
