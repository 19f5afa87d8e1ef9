using System.Collections.Immutable;
using System.Globalization;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>An agent's machine by itself, and what it decided so far.</summary>
internal sealed class AnAgent
{
    public static readonly FrameworkId F = new("F-0000");
    public static readonly ExecutorId E = new("e1");
    public static readonly SlaveInfo Slave = new() { Hostname = "h", Id = new SlaveId("S-0"), Resources = Resources.Parse("cpus:8;mem:1024") };

    private int _containers;
    private int _uuids;

    /// <param name="checkpoint">Of its framework.</param>
    /// <param name="uuids">How many a former process has used.</param>
    /// <param name="hasExternal">An external containerizer may run what comes.</param>
    public AnAgent(bool checkpoint = false, int uuids = 0, bool hasExternal = false)
    {
        (Checkpoint, _uuids) = (checkpoint, uuids);
        Machine = new AgentMachine(
            new AgentRules { WorkDirectory = "/w", HasExternal = hasExternal }, () => new ContainerId($"c{++_containers}"), () => Uuid(++_uuids));
    }

    public AgentMachine Machine { get; }

    public bool Checkpoint { get; }

    public AgentEffects Effects { get; private set; } = new();

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>What the masters were told of tasks.</summary>
    public List<StatusUpdate> Reports { get; } = [];

    /// <summary>Task, state and message of each report, as <c>t1 TASK_KILLED: why</c>.</summary>
    public IEnumerable<string> Told => Reports.Select(update =>
        $"{update.Status.TaskId} {update.Status.State.WireName()}{(update.Status.Message is { } message ? ": " + message : "")}");

    public FrameworkInfo Framework => ATask.Framework(checkpoint: Checkpoint);

    public static Guid Uuid(int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{number:D12}"));

    public static ContainerId Container(int number) => new($"c{number}");

    /// <summary>A task of an executor.</summary>
    public static TaskInfo TaskOf(string id, string executor = "e1") => ATask.With(id) with
    {
        Command = null,
        Executor = new ExecutorInfo
        {
            ExecutorId = new ExecutorId(executor),
            FrameworkId = F,
            Command = new CommandInfo { Value = "./executor" },
            Resources = Resources.Parse("cpus:0.5;mem:16"),
        },
    };

    /// <summary>An update as an executor makes it.</summary>
    public static StatusUpdate UpdateOf(string task, TaskState state, int uuid) => new()
    {
        FrameworkId = F,
        Uuid = Uuid(1000 + uuid),
        Status = new Protocol.TaskStatus { TaskId = new TaskId(task), State = state, Timestamp = 7 },
    };

    /// <summary>The effects of one step; <see cref="Effects"/> until the next.</summary>
    public AgentEffects Step(Action<AgentMachine, DateTimeOffset, AgentEffects> step)
    {
        Effects = new AgentEffects();
        step(Machine, Now, Effects);
        Reports.AddRange(Effects.Actions.OfType<AgentAction.Report>().Select(report => report.Update));
        return Effects;
    }

    public AgentEffects Launch(TaskInfo task) => Step((machine, now, effects) => machine.Launch(Framework, task, now, effects));

    public AgentEffects Kill(string task) => Step((machine, now, effects) => machine.Kill(F, new TaskId(task), now, effects));

    public AgentEffects Starting(int container) => Step((machine, now, _) => machine.Starting(Container(container), now));

    public AgentEffects Started(int container) => Step((machine, now, effects) => machine.Started(Container(container), now, effects));

    public AgentEffects Exited(int container, int code = 0) => Ended(container, ContainerTermination.Of(TaskExit.OfRawStatus(code << 8)));

    public AgentEffects Ended(int container, ContainerTermination end) =>
        Step((machine, now, effects) => machine.Ended(Container(container), end, null, now, effects));

    /// <summary>Acknowledges all that was reported of a task; forgets it if it has ended.</summary>
    public AgentEffects Acknowledge(string task) => Step((machine, _, effects) =>
    {
        var id = new TaskId(task);
        foreach (var update in Reports.Where(update => update.Status.TaskId == id).ToArray())
        {
            machine.Acknowledge(F, id, update.Uuid, effects);
            if (update.Status.State.IsTerminal())
            {
                machine.Forget(F, id, effects);
            }
        }
    });

    public ExecutorAnswer Subscribe(AConnection connection, ImmutableArray<TaskInfo>? tasks = null, params ImmutableArray<StatusUpdate> updates)
    {
        var answer = ExecutorAnswer.NotReady;
        Step((machine, now, effects) => answer = machine.Subscribe(Slave, F, E, tasks ?? [], updates, connection, now, effects));
        Deliver();
        return answer;
    }

    public ExecutorAnswer Update(string task, TaskState state, int uuid)
    {
        var answer = ExecutorAnswer.NotReady;
        Step((machine, now, effects) => answer = machine.Update(F, E, UpdateOf(task, state, uuid), now, effects));
        Deliver();
        return answer;
    }

    /// <summary>Hands what is for connections to them.</summary>
    public void Deliver()
    {
        foreach (var action in Effects.Actions)
        {
            switch (action)
            {
                case AgentAction.Send send:
                    send.Connection.Send(send.Event);
                    break;
                case AgentAction.Close close:
                    close.Connection.Close();
                    break;
            }
        }
    }

    /// <summary>An agent with one subscribed executor that runs these tasks.</summary>
    public static AnAgent WithExecutor(AConnection connection, bool checkpoint = false, params string[] tasks)
    {
        var agent = new AnAgent(checkpoint);
        foreach (var task in tasks)
        {
            agent.Launch(TaskOf(task));
        }

        agent.Started(1);
        agent.Subscribe(connection);
        return agent;
    }
}

/// <summary>A connection that remembers what was sent.</summary>
internal sealed class AConnection : IExecutorConnection
{
    public List<ExecutorEvent> Events { get; } = [];

    public bool IsClosed { get; private set; }

    /// <summary>The tasks that it was given.</summary>
    public IEnumerable<string> Launched => Events.OfType<ExecutorEvent.Launch>().Select(launch => launch.Task.TaskId.Value);

    public void Send(ExecutorEvent sent) => Events.Add(sent);

    public void Close() => IsClosed = true;
}
