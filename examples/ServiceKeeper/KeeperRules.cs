using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Examples;

/// <summary>
/// Keeps so many copies of a service: replaces what ended, spreads them over the slaves, rolls to another version a few at a time, and waits
/// longer and longer for copies that end again and again.
/// </summary>
/// <param name="service">What shall run.</param>
/// <param name="draw">Draws the last part of a task ID; never the same.</param>
public sealed class KeeperRules(Service service, Func<string> draw) : IFrameworkRules<KeeperState>
{
    // A copy that ran for so long was well started: its end says nothing about the next.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public KeeperState Apply(KeeperState state, TaskStatus status, DateTimeOffset now)
    {
        var id = status.TaskId.Value;
        if (!state.Tasks.TryGetValue(id, out var task))
        {
            // Not on record: it was ended and answered before.
            return state;
        }

        if (!status.State.IsTerminal())
        {
            return status.State == TaskState.Running && !task.Running
                ? state with { Tasks = state.Tasks.SetItem(id, task with { Running = true }) }
                : state;
        }

        var ended = state with { Tasks = state.Tasks.Remove(id) };
        return task.Ending || status.State is TaskState.Lost or TaskState.Killed ? ended : Fail(ended, task, now);
    }

    /// <inheritdoc/>
    public Decision<KeeperState> Decide(KeeperState state, IReadOnlyList<Offer> offers, DateTimeOffset now)
    {
        var tasks = state.Tasks.ToBuilder();
        var kills = Kill(tasks);
        var alive = tasks.Values.Where(task => !task.Ending).ToList();
        var current = alive.Count(task => task.Of == service.Version);
        var room = alive.Count > current ? service.Copies + service.Surge - alive.Count : service.Copies - current;
        var wanted = Math.Clamp(service.Copies - current, 0, Math.Max(room, 0));
        var spread = new Spread(offers, alive.Select(task => new SlaveId(task.Slave)), service.Role);
        var early = now < state.NotBefore;
        for (var left = early ? 0 : wanted; left > 0; left--)
        {
            var task = new TaskId($"{service.Name}-{service.Version}-{draw()}");
            if (spread.Place(service.Each, (slave, resources) => Task(task, slave, resources)) is not { } slave)
                break;
            tasks.Add(task.Value, new KeptTask(slave.Value, service.Version, now));
            wanted--;
        }

        var changed = tasks.Count != state.Tasks.Count || kills.Count > 0;
        var next = changed ? state with { Tasks = tasks.ToImmutable() } : state;
        return new Decision<KeeperState>(
            next, [.. spread.Placements], [.. kills], Wants: wanted > 0 && !early, Again: wanted > 0 && early ? state.NotBefore : null);
    }

    /// <summary>Marks what is to be killed: copies of another version for which there are others, and those that are too many.</summary>
    private List<TaskId> Kill(ImmutableSortedDictionary<string, KeptTask>.Builder tasks)
    {
        var alive = tasks.Where(task => !task.Value.Ending).ToList();
        var running = alive.Count(task => task.Value.Running);
        var kills = new List<TaskId>();
        foreach (var (id, task) in alive.Where(task => task.Value.Of != service.Version).OrderBy(task => task.Value.Running))
        {
            // One that does not run is missed by nobody.
            if (task.Running && running <= service.Copies - service.Missing)
                break;
            End(id, task);
            running -= task.Running ? 1 : 0;
        }

        var current = tasks.Where(task => !task.Value.Ending && task.Value.Of == service.Version).ToList();
        var load = current.CountBy(task => task.Value.Slave).ToDictionary();
        foreach (var _ in Enumerable.Range(0, Math.Max(current.Count - service.Copies, 0)))
        {
            var (id, task) = current.OrderBy(task => task.Value.Running).ThenByDescending(task => load[task.Value.Slave]).First();
            current.RemoveAll(other => other.Key == id);
            load[task.Slave]--;
            End(id, task);
        }

        return kills;

        void End(string id, KeptTask task)
        {
            tasks[id] = task with { Ending = true };
            kills.Add(new TaskId(id));
        }
    }

    private static KeeperState Fail(KeeperState state, KeptTask task, DateTimeOffset now)
    {
        if (now - task.Since >= Settled)
            return state with { Failures = 0 };

        var failures = state.Failures + 1;
        var pause = failures > 6 ? LongestPause : FirstPause * Math.Pow(2, failures - 1);
        return state with { Failures = failures, NotBefore = now + pause };
    }

    private TaskInfo Task(TaskId id, SlaveId slave, Values.Resources resources) => new()
    {
        Name = service.Name,
        TaskId = id,
        SlaveId = slave,
        Resources = resources,
        Command = new CommandInfo { Value = service.Command },
        Labels = [new Label("version", service.Version)],
    };
}
