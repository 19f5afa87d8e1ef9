using MesosOrleans.Protocol;

namespace MesosOrleans.Pages;

/// <summary>Where a task's sandbox and what is in it stand in the agent's <c>/files</c>.</summary>
public static class SandboxPath
{
    /// <summary>The sandbox: of the executor that runs the task; a command task has one of its own ID.</summary>
    public static string Of(TaskSummary task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return $"/slaves/{task.SlaveId}/frameworks/{task.FrameworkId}/executors/{(task.ExecutorId is { } executor ? executor.Value : task.TaskId.Value)}/runs/latest";
    }

    /// <summary>A file or folder in it.</summary>
    /// <param name="task">Whose.</param>
    /// <param name="within">From the sandbox on, without a slash at its ends; empty: the sandbox.</param>
    public static string Of(TaskSummary task, string within) => within.Length == 0 ? Of(task) : $"{Of(task)}/{within}";

    /// <summary>What the user asked for, without empty parts; null if it tries to leave the sandbox.</summary>
    public static string? Clean(string? within)
    {
        var parts = (within ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Any(part => part is "." or ".." || part.Contains('\0', StringComparison.Ordinal)) ? null : string.Join('/', parts);
    }

    /// <summary>The folders above a file or folder, from the sandbox on, each with its name and path.</summary>
    public static IReadOnlyList<(string Name, string Path)> Above(string within)
    {
        ArgumentNullException.ThrowIfNull(within);
        var above = new List<(string, string)> { ("sandbox", "") };
        var parts = within.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i <= parts.Length; i++)
        {
            above.Add((parts[i - 1], string.Join('/', parts.Take(i))));
        }

        return above;
    }

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
