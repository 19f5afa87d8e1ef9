using System.Globalization;
using MesosOrleans.Examples;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.Examples;

/// <summary>A cluster in memory for the rules of an example: what they launch runs where they put it, until a test ends it.</summary>
internal sealed class ExampleCluster<TState>(IFrameworkRules<TState> rules, TState state, params string[] slaves)
    where TState : KeptState
{
    private readonly Dictionary<string, Resources> _used = slaves.ToDictionary(slave => slave, _ => Resources.Empty);
    private readonly Dictionary<string, TaskInfo> _running = [];
    private int _offers;

    public static readonly DateTimeOffset Begin = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Begin;

    public TState State { get; private set; } = state;

    public Resources Each { get; init; } = Resources.Parse("cpus:4;mem:4096");

    public IReadOnlyDictionary<string, TaskInfo> Tasks => _running;

    public Decision<TState> Last { get; private set; } = null!;

    /// <summary>The rules change, as after a restart with other flags.</summary>
    public void Restart(IFrameworkRules<TState> next) => rules = next;

    /// <summary>Decides until nothing is launched, started or killed any more.</summary>
    public void Settle()
    {
        for (var moved = true; moved;)
        {
            moved = Step();
        }
    }

    /// <summary>One decision with an offer of each slave; then what it launched runs, and what it killed is killed.</summary>
    public bool Step()
    {
        Last = rules.Decide(State, [.. slaves.Select(Offer)], Now);
        State = Last.State;
        foreach (var task in Last.Launches.SelectMany(launch => launch.Tasks))
        {
            _running.Add(task.TaskId.Value, task);
            _used[task.SlaveId.Value] += task.Resources;
        }

        foreach (var task in Last.Launches.SelectMany(launch => launch.Tasks))
        {
            Tell(task.TaskId.Value, TaskState.Running);
        }

        foreach (var task in Last.Kills)
        {
            End(task.Value, TaskState.Killed);
        }

        return Last.Launches.Length + Last.Kills.Length > 0;
    }

    public void End(string task, TaskState state)
    {
        if (_running.Remove(task, out var info))
        {
            _used[info.SlaveId.Value] -= info.Resources;
        }

        Tell(task, state);
    }

    public void Tell(string task, TaskState state) =>
        State = rules.Apply(State, new TaskStatus { TaskId = new TaskId(task), State = state, Message = "told" }, Now);

    /// <summary>IDs of what runs of a version, or of a job.</summary>
    public string[] Of(string beginning) => [.. _running.Keys.Where(task => task.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private Offer Offer(string slave) => new()
    {
        Id = new OfferId((_offers++).ToString(CultureInfo.InvariantCulture)),
        FrameworkId = new FrameworkId("framework"),
        SlaveId = new SlaveId(slave),
        Hostname = slave,
        Resources = Each - _used[slave],
    };
}
