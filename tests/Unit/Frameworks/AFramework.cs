using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>One framework machine and what followed from its last step.</summary>
internal sealed class AFramework
{
    public const double Now = 1000;

    public static readonly FrameworkId Id = ASlave.Ann;
    public static readonly SlaveId Slave = ASlave.Id;
    public static readonly SlaveId Other = new("S-1");

    /// <summary>Two sessions of the slave.</summary>
    public static readonly Epoch First = new(ASlave.Activation, 1);
    public static readonly Epoch Second = new(ASlave.Activation, 2);

    private int _uuids;
    private long _sessions;

    public AFramework() => Machine = new FrameworkMachine(Id, () => ASlave.Uuid(2000 + _uuids++));

    public FrameworkMachine Machine { get; }

    public FrameworkEffects Effects { get; private set; } = new();

    /// <summary>For the next subscriptions.</summary>
    public ImmutableArray<FormerEnd> FormerEnds { get; set; } = [];

    public IEnumerable<StatusUpdate> Updates => Effects.Events.OfType<SchedulerEvent.TaskUpdated>().Select(told => told.Update);

    public IEnumerable<FrameworkCall> Calls => Effects.Calls.Select(call => call.Call);

    public static AFramework Subscribed() => new AFramework().Subscribe();

    public static Offer Offer(string id, SlaveId? slave = null, Epoch? epoch = null) => new()
    {
        Id = new OfferId(id),
        FrameworkId = Id,
        SlaveId = slave ?? Slave,
        Hostname = "host",
        Resources = Resources.Parse("cpus:1;mem:32"),
        SlaveEpoch = epoch ?? First,
    };

    public static StatusUpdate Update(string task, TaskState state, int uuid) => ASlave.Update(Id, task, state, uuid);

    public AFramework Subscribe(ImmutableArray<TaskSummary> unfinished = default, params SlaveId[] removed) => Step(effects =>
        Machine.Subscribe(++_sessions, unfinished.IsDefault ? [] : unfinished, FormerEnds, removed.Contains, Now, effects));

    public AFramework Report(params SlaveFact[] facts) => Step(effects => Machine.Report(Slave, facts, Now, effects));

    public AFramework Report(SlaveId slave, params SlaveFact[] facts) => Step(effects => Machine.Report(slave, facts, Now, effects));

    public AFramework Told(string task, TaskState state, int uuid) => Report(new SlaveFact.TaskUpdated(Update(task, state, uuid)));

    public AFramework Listed(Epoch epoch, ImmutableArray<TaskSummary> tasks, params StatusUpdate[] pending) =>
        Report(new SlaveFact.TasksListed(epoch, tasks, [.. pending]));

    public AFramework Submit(SchedulerCall call) => Step(effects => Machine.Submit(call, Now, effects));

    public AFramework Accept(IEnumerable<string> offers, params TaskInfo[] tasks) =>
        Submit(new SchedulerCall.Accept([.. offers.Select(offer => new OfferId(offer))], [.. tasks], Filters.Default));

    public AFramework Acknowledge(string task, int uuid) =>
        Submit(new SchedulerCall.Acknowledge(new TaskId(task), Slave, ASlave.Uuid(uuid)));

    /// <summary>Launched under the slave's first session.</summary>
    public AFramework Launch(params string[] tasks)
    {
        foreach (var task in tasks)
        {
            Report(new SlaveFact.Offered(Offer($"for {task}"))).Accept([$"for {task}"], ASlave.Task(task));
        }

        return this;
    }

    public AFramework Step(Action<FrameworkEffects> step)
    {
        Effects = new FrameworkEffects();
        step(Effects);
        return this;
    }

    /// <summary>Of the only update: this task is lost.</summary>
    public string? LostMessage(string task)
    {
        var update = Assert.Single(Updates);
        Assert.Equal((Id, new TaskId(task), TaskState.Lost), (update.FrameworkId, update.Status.TaskId, update.Status.State));
        return update.Status.Message;
    }

    public TaskState? StateOf(string task) => Machine.Find(new TaskId(task))?.State;

    public IEnumerable<string> Unfinished() => Machine.Unfinished().Select(task => task.TaskId.Value).Order();
}
