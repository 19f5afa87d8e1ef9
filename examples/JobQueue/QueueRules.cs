using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Examples;

/// <summary>
/// Runs each job of a graph when those that it comes after have succeeded: once to its success, again after an interruption, and so often
/// after failures as it says. What comes after one that has failed for good is never run.
/// </summary>
/// <param name="graph">The jobs.</param>
/// <param name="role">The framework's.</param>
/// <param name="draw">Draws the last part of a task ID; never the same.</param>
public sealed class QueueRules(JobGraph graph, string role, Func<string> draw) : IFrameworkRules<QueueState>
{
    /// <inheritdoc/>
    public QueueState Apply(QueueState state, TaskStatus status, DateTimeOffset now)
    {
        var id = status.TaskId.Value;
        if (!state.Tasks.TryGetValue(id, out var task))
            return state;
        if (!status.State.IsTerminal())
            return task.Running ? state : state with { Tasks = state.Tasks.SetItem(id, task with { Running = true }) };

        var ended = state with { Tasks = state.Tasks.Remove(id) };
        var before = state.Jobs.GetValueOrDefault(task.Of) ?? new JobRecord(false);
        return status.State switch
        {
            TaskState.Finished => ended with { Jobs = state.Jobs.SetItem(task.Of, before with { Succeeded = true }) },

            // Nobody knows how far it came, and it is not its own fault.
            TaskState.Lost or TaskState.Killed => ended,
            _ => ended with { Jobs = state.Jobs.SetItem(task.Of, before with { Failures = before.Failures + 1, Message = status.Message }) },
        };
    }

    /// <inheritdoc/>
    public Decision<QueueState> Decide(QueueState state, IReadOnlyList<Offer> offers, DateTimeOffset now)
    {
        var ready = Ready(state).ToList();
        var spread = new Spread(offers, state.Tasks.Values.Select(task => new SlaveId(task.Slave)), role);
        var tasks = state.Tasks.ToBuilder();
        var launched = 0;
        foreach (var job in ready)
        {
            var task = new TaskId($"{job.Name}-{draw()}");
            if (spread.Place(job.Needs, (slave, resources) => Task(job, task, slave, resources)) is not { } slave)
                continue;
            tasks.Add(task.Value, new KeptTask(slave.Value, job.Name, now));
            launched++;
        }

        var next = launched > 0 ? state with { Tasks = tasks.ToImmutable() } : state;
        var over = ready.Count == 0 && tasks.Count == 0;
        return new Decision<QueueState>(next, [.. spread.Placements], [], Wants: ready.Count > launched, Exit: over ? ExitCode(state) : null);
    }

    /// <summary>How all of them stand, a line for each that is not done.</summary>
    public IEnumerable<string> Report(QueueState state)
    {
        foreach (var job in graph.Jobs.Where(job => state.Jobs.GetValueOrDefault(job.Name) is not { Succeeded: true }))
        {
            yield return state.Jobs.GetValueOrDefault(job.Name) is { } record && record.Failures > job.Retries
                ? $"{job.Name} has failed {record.Failures} times: {record.Message}"
                : $"{job.Name} was not run: it comes after one that has failed";
        }
    }

    private int ExitCode(QueueState state) => graph.Jobs.All(job => state.Jobs.GetValueOrDefault(job.Name) is { Succeeded: true }) ? 0 : 1;

    private IEnumerable<Job> Ready(QueueState state)
    {
        var underway = state.Tasks.Values.Select(task => task.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var job in graph.Jobs)
        {
            var record = state.Jobs.GetValueOrDefault(job.Name);
            var open = record is not { Succeeded: true } && (record?.Failures ?? 0) <= job.Retries && !underway.Contains(job.Name);
            if (open && job.After.All(name => state.Jobs.GetValueOrDefault(name) is { Succeeded: true }))
                yield return job;
        }
    }

    private static TaskInfo Task(Job job, TaskId id, SlaveId slave, Values.Resources resources) => new()
    {
        Name = job.Name,
        TaskId = id,
        SlaveId = slave,
        Resources = resources,
        Command = new CommandInfo { Value = job.Command },
    };
}
