namespace MesosOrleans.Cli.Cluster;

/// <summary>A task that somebody asked for.</summary>
/// <param name="Framework">Whose it is.</param>
/// <param name="Task">The task.</param>
/// <param name="IsLive">It has not ended.</param>
internal sealed record FoundTask(FrameworkEntry Framework, TaskEntry Task, bool IsLive)
{
    /// <summary>A command task has an executor of its own, of the same ID.</summary>
    public string ExecutorId => Task.ExecutorId.Length > 0 ? Task.ExecutorId : Task.Id;
}

/// <summary>Which task people mean by what they type: an ID or a part of it, with the framework's, or a part of that, and a slash before it. Pure.</summary>
internal static class TaskFinder
{
    private const int Named = 5;

    /// <summary>The one task. Of several, the one that has not ended.</summary>
    /// <param name="state">All tasks that the silo remembers.</param>
    /// <param name="text"><c>TASK</c> or <c>FRAMEWORK/TASK</c>; an ID of a task has no slash.</param>
    /// <param name="framework">A part of the ID, or the name, of its framework; null: of any.</param>
    /// <exception cref="CliException">None, or several; the message says which.</exception>
    public static FoundTask One(StateDocument state, string text, string? framework)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            (framework, text) = (text[..slash], text[(slash + 1)..]);
        }

        var found = PartialId.Matches(All(state, framework), one => one.Task.Id, text);
        var live = found.Where(one => one.IsLive).ToList();
        return (found, live) switch
        {
            (_, [var one]) => one,
            ([var one], _) => one,
            ([], _) => throw new CliException(
                $"there is no task '{text}'{(framework is null ? "" : $" of a framework '{framework}'")}; 'mesos tasks --all' lists those that there are"),
            _ => throw new CliException(
                $"'{text}' may be {string.Join(", ", found.Take(Named).Select(one => $"{one.Framework.Id}/{one.Task.Id}"))}"
                + $"{(found.Count > Named ? $" or one of {found.Count - Named} more" : "")}; write more of the ID, or FRAMEWORK/TASK"),
        };
    }

    /// <summary>All tasks of the frameworks that are meant.</summary>
    public static IReadOnlyList<FoundTask> All(StateDocument state, string? framework)
    {
        FrameworkEntry[] all = [.. state.Frameworks, .. state.CompletedFrameworks];
        var named = framework is null ? all : [.. all.Where(one => one.Name == framework)];
        return
        [
            .. from one in named.Length > 0 || framework is null ? named : PartialId.Matches(all, entry => entry.Id, framework)
               from task in one.Tasks.Select(task => (Entry: task, IsLive: true)).Concat(one.CompletedTasks.Select(task => (Entry: task, IsLive: false)))
               select new FoundTask(one, task.Entry, task.IsLive),
        ];
    }
}
