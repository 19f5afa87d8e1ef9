using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>One slave machine, the frameworks around it, and what followed from the last step.</summary>
internal sealed class ASlave
{
    public const double Now = 1000;

    public static readonly SlaveId Id = new("S-0");
    public static readonly FrameworkId Ann = new("F-0");
    public static readonly FrameworkId Bob = new("F-1");
    public static readonly Guid Activation = new("00000000-0000-0000-0000-0000000000aa");

    private long _sessions;
    private int _offers;
    private int _uuids;

    public ASlave() => Machine = new SlaveMachine(Info(), Activation, () => new OfferId($"O-{_offers++}"), () => Uuid(1000 + _uuids++));

    public SlaveMachine Machine { get; }

    public SlaveEffects Effects { get; private set; } = new();

    public IEnumerable<(FrameworkId Framework, SlaveFact Fact)> Facts => Effects.Facts;

    public static SlaveInfo Info(string resources = "cpus:4;mem:1024", bool checkpoint = false) =>
        new() { Id = Id, Hostname = "host", Resources = Resources.Parse(resources), Checkpoint = checkpoint };

    public static FrameworkInfo Framework(FrameworkId id, bool checkpoint = false) => new() { Id = id, Name = "test", Checkpoint = checkpoint };

    public static TaskInfo Task(string id, string resources = "cpus:1;mem:32") => new()
    {
        Name = id,
        TaskId = new TaskId(id),
        SlaveId = Id,
        Resources = Resources.Parse(resources),
        Command = new CommandInfo { Value = "true" },
    };

    public static ExecutorInfo Executor(string id = "e", string resources = "cpus:0.5;mem:16") => new()
    {
        ExecutorId = new ExecutorId(id),
        FrameworkId = Ann,
        Resources = Resources.Parse(resources),
        Command = new CommandInfo { Value = "run" },
    };

    public static TaskInfo ExecutorTask(string id, ExecutorInfo? executor = null) => Task(id) with { Command = null, Executor = executor ?? Executor() };

    public static Guid Uuid(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static TaskSummary Shown(FrameworkId framework, string id, TaskState state = TaskState.Running, string resources = "cpus:1;mem:32") =>
        TaskSummary.Of(framework, Task(id, resources)) with { State = state };

    public static StatusUpdate Update(FrameworkId framework, string id, TaskState state, int uuid) => new()
    {
        FrameworkId = framework,
        SlaveId = Id,
        Uuid = Uuid(uuid),
        Status = new TaskStatus { TaskId = new TaskId(id), State = state, SlaveId = Id },
    };

    /// <summary>A slave that is registered with nothing on it.</summary>
    public static ASlave Registered()
    {
        var slave = new ASlave();
        slave.Register([]);
        return slave;
    }

    public ASlave Register(
        ImmutableArray<TaskSummary> tasks, ImmutableArray<StatusUpdate> pending = default, SlaveInfo? info = null, params FrameworkId[] frameworks) =>
        Register(new AgentRegistration { Info = info ?? Info(), Tasks = tasks, Pending = pending.IsDefault ? [] : pending }, frameworks);

    /// <summary>The agent registers and is heard in its new session.</summary>
    public ASlave Register(AgentRegistration registration, params FrameworkId[] frameworks) => Step(effects =>
    {
        Machine.Register(registration, NextEpoch(), [.. frameworks], effects);
        Machine.Hear(effects);
    });

    public Epoch NextEpoch() => new(Activation, ++_sessions);

    /// <summary>Makes an offer that must be possible.</summary>
    public Offer Offer(FrameworkId framework, string resources)
    {
        Step(effects => Machine.Offer([new OfferRequest(framework, Resources.Parse(resources))], effects));
        return Assert.IsType<SlaveFact.Offered>(Assert.Single(Facts).Fact).Offer;
    }

    public ASlave Accept(FrameworkId framework, Offer offer, params TaskInfo[] tasks) =>
        Submit(framework, new FrameworkCall.Accept(offer.SlaveEpoch, [offer.Id], [.. tasks], Filters.Default));

    public ASlave Launch(FrameworkId framework, params string[] tasks)
    {
        foreach (var task in tasks)
        {
            Accept(framework, Offer(framework, "cpus:1;mem:32"), Task(task));
        }

        return this;
    }

    public ASlave Submit(FrameworkId framework, FrameworkCall call) => Step(effects => Machine.Submit(Framework(framework), call, Now, effects));

    public ASlave Report(params StatusUpdate[] updates) => Report([.. updates.Select(update => new AgentFact.Updated(update))]);

    public ASlave Report(params AgentFact[] facts) => Step(effects => Machine.Report(facts, effects));

    public ASlave Step(Action<SlaveEffects> step)
    {
        Effects = new SlaveEffects();
        step(Effects);
        return this;
    }

    /// <summary>Of the only fact: a task of this framework is lost.</summary>
    public string? LostMessage(FrameworkId framework, string task)
    {
        var (to, fact) = Assert.Single(Facts);
        var update = fact is SlaveFact.LaunchRefused refused ? refused.Update : Assert.IsType<SlaveFact.TaskUpdated>(fact).Update;
        Assert.Equal((framework, framework, new TaskId(task)), (to, update.FrameworkId, update.Status.TaskId));
        Assert.Equal((TaskState.Lost, Now), (update.Status.State, update.Status.Timestamp));
        return update.Status.Message;
    }

    public SlaveView View() => Machine.Describe(null, null);
}
