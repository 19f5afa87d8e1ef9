using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>
/// A machine with an agent, and the processes that run on it: they outlive the agent where their framework checkpoints, and end with it otherwise, as their launchers see to. What the agent has checkpointed
/// survives it, too.
/// </summary>
internal sealed class AgentMachine
{
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<(FrameworkId Framework, TaskId Task), TaskProcess> _tasks = [];
    private readonly Dictionary<(FrameworkId Framework, ExecutorId Executor), Resources> _executors = [];
    private readonly SlaveInfo _info;
    private AgentRegistration? _kept;
    private int _starts;

    public AgentMachine(SimulatedCluster cluster, int number, Resources total, bool checkpoint)
    {
        _cluster = cluster;
        Name = $"machine {number}";
        Total = total;
        _info = new SlaveInfo { Hostname = $"host{number}", Resources = total, Checkpoint = checkpoint };
        cluster.World.After(cluster.World.Between(0, 2_000), Start);
    }

    public string Name { get; }

    public Resources Total { get; }

    /// <summary>Null while it is down.</summary>
    public AgentProcess? Agent { get; private set; }

    public int Count => _tasks.Count;

    public IEnumerable<LaunchModel> Running => _tasks.Values.Select(task => task.Launch);

    private Resources Used
    {
        get
        {
            var used = Resources.Empty;
            foreach (var task in _tasks.Values)
                used += task.Resources;
            foreach (var executor in _executors.Values)
                used += executor;
            return used;
        }
    }

    public void Launch(FrameworkInfo framework, TaskInfo task, LaunchModel launch)
    {
        var id = framework.Id!.Value;
        _tasks.Add((id, task.TaskId), new TaskProcess(launch, task.Resources, framework.Checkpoint, task.Executor?.ExecutorId));
        launch.Runs = true;
        if (task.Executor is { } executor)
            _executors.TryAdd((id, executor.ExecutorId), executor.Resources);
        _cluster.Model.Uses(Name, Used, Total);
        _cluster.World.After(_cluster.World.Between(10, 2_000), () => Change(id, task.TaskId, launch, TaskState.Running));
        _cluster.World.After(_cluster.World.Between(1_000, 40_000), () => Change(id, task.TaskId, launch, _cluster.Chance(70) ? TaskState.Finished : TaskState.Failed));
    }

    public void Kill(FrameworkId framework, TaskId task)
    {
        if (_tasks.TryGetValue((framework, task), out var process))
            _cluster.World.After(_cluster.World.Between(10, 3_000), () => Change(framework, task, process.Launch, TaskState.Killed));
    }

    /// <summary>It is gone without a word to anybody.</summary>
    public void End(FrameworkId framework, TaskId task)
    {
        if (_tasks.Remove((framework, task), out var process))
            process.Launch.Runs = false;
    }

    public void EndFramework(FrameworkId framework)
    {
        foreach (var (id, task) in _tasks.Keys.Where(key => key.Framework == framework).ToArray())
            End(id, task);
        foreach (var key in _executors.Keys.Where(key => key.Framework == framework).ToArray())
            _executors.Remove(key);
    }

    public void EndAll()
    {
        foreach (var (framework, task) in _tasks.Keys.ToArray())
            End(framework, task);
        _executors.Clear();
    }

    /// <summary>An executor dies, and its tasks with it.</summary>
    public void CrashExecutor()
    {
        if (_executors.Count == 0)
            return;
        var (framework, executor) = _executors.Keys.ElementAt(_cluster.World.Random.Next(_executors.Count));
        _cluster.Trace?.Invoke($"executor {executor} of {framework} on {Name} dies");
        foreach (var (key, task) in _tasks.Where(task => task.Key.Framework == framework && task.Value.Executor == executor).ToArray())
        {
            End(framework, key.Task);
            Agent?.Tell(framework, key.Task, task.Launch, TaskState.Failed);
        }

        ExecutorEnds(framework, executor);
    }

    /// <summary>The agent dies; another process comes later.</summary>
    public void CrashAgent(TimeSpan lasts)
    {
        if (Agent is not { } agent)
            return;
        _cluster.Trace?.Invoke($"the agent of {Name} dies");
        agent.End();
        Agent = null;
        Forget(agent);
        if (lasts > ClusterScenario.RecoveryTimeout)
            _cluster.World.After(ClusterScenario.RecoveryTimeout, () => EndAllOf(agent));
        _cluster.World.After(lasts, Start);
    }

    /// <summary>All that ran ends, and nothing is kept: what comes back is another slave.</summary>
    public void Reboot(TimeSpan lasts)
    {
        if (Agent is not { } agent)
            return;
        _cluster.Trace?.Invoke($"{Name} is installed anew");
        agent.End();
        foreach (var task in _tasks.Values)
            task.Launch.Forgotten = true;
        foreach (var task in agent.Snapshot().Tasks)
            _cluster.Model.Of(task.Name).Forgotten = true;
        EndAll();
        (Agent, _kept) = (null, null);
        _cluster.World.After(lasts, Start);
    }

    /// <summary>Its agent was told that its slave is no part of the cluster: everything ends, and it comes back as another slave.</summary>
    public void ShutDown()
    {
        EndAll();
        (Agent, _kept) = (null, null);
        _cluster.World.After(_cluster.World.Between(500, 5_000), Start);
    }

    public void ExecutorEnds(FrameworkId framework, ExecutorId executor)
    {
        if (_executors.Remove((framework, executor)))
            Agent?.ExecutorEnded(framework, executor);
    }

    private void EndAllOf(AgentProcess agent)
    {
        if (Agent is null && agent.Start == _starts)
            EndAll();
    }

    /// <summary>What does not checkpoint ends with the agent, and is forgotten.</summary>
    private void Forget(AgentProcess agent)
    {
        var held = agent.Snapshot();
        var stay = _info.Checkpoint ? held.Frameworks.Where(framework => framework.Checkpoint).Select(framework => framework.Id!.Value).ToHashSet() : [];
        foreach (var task in held.Tasks.Where(task => !stay.Contains(task.FrameworkId)))
        {
            _cluster.Model.Of(task.Name).Forgotten = true;
            End(task.FrameworkId, task.TaskId);
        }

        foreach (var executor in held.Executors.Where(executor => !stay.Contains(executor.FrameworkId!.Value)))
            _executors.Remove((executor.FrameworkId!.Value, executor.ExecutorId));
        _kept = !_info.Checkpoint ? null : held with
        {
            Tasks = [.. held.Tasks.Where(task => stay.Contains(task.FrameworkId))],
            Pending = [.. held.Pending.Where(update => stay.Contains(update.FrameworkId))],
            Frameworks = [.. held.Frameworks.Where(framework => stay.Contains(framework.Id!.Value))],
            Executors = [.. held.Executors.Where(executor => stay.Contains(executor.FrameworkId!.Value))],
        };
    }

    private void Start()
    {
        var kept = _kept is null ? null : _cluster.Machinery.Recover(_kept);
        var agent = Agent = new AgentProcess(_cluster, this, _info with { Id = kept?.Info.Id }, kept, ++_starts);
        foreach (var task in kept?.Tasks ?? [])
        {
            if (!task.State.IsTerminal() && !_tasks.ContainsKey((task.FrameworkId, task.TaskId)))
                agent.Tell(task.FrameworkId, task.TaskId, _cluster.Model.Of(task.Name), TaskState.Failed);
        }

        foreach (var executor in kept?.Executors ?? [])
        {
            if (!_executors.ContainsKey((executor.FrameworkId!.Value, executor.ExecutorId)))
                agent.ExecutorEnded(executor.FrameworkId.Value, executor.ExecutorId);
        }

        foreach (var ((framework, id), task) in _tasks)
        {
            if (!agent.Knows(framework, id))
                _cluster.Model.Violate(6, $"{task.Launch} runs on {Name}, and its restarted agent does not know it");
        }

        agent.Register();
    }

    private void Change(FrameworkId framework, TaskId task, LaunchModel launch, TaskState state)
    {
        if (!_tasks.TryGetValue((framework, task), out var process) || process.Launch != launch)
            return;
        if (state.IsTerminal())
            End(framework, task);
        Agent?.Tell(framework, task, launch, state);
        if (state.IsTerminal() && process.Executor is { } executor)
            _cluster.World.After(_cluster.World.Between(10, 5_000), () => EndIdle(framework, executor));
    }

    private void EndIdle(FrameworkId framework, ExecutorId executor)
    {
        if (!_tasks.Any(task => task.Key.Framework == framework && task.Value.Executor == executor))
            ExecutorEnds(framework, executor);
    }

    private sealed record TaskProcess(LaunchModel Launch, Resources Resources, bool Checkpoint, ExecutorId? Executor);
}
