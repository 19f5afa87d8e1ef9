using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>Whether two tasks that name the same executor mean the same one (rule 8.5, check 5): an executor that runs is not changed by a task that comes later.</summary>
public static class ExecutorCompatibility
{
    /// <summary>Null: they are the same. Otherwise what differs first, as <c>name: 'running' and not 'asked for'</c>.</summary>
    public static string? Difference(ExecutorInfo running, ExecutorInfo asked)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(asked);
        return ReferenceEquals(running, asked) ? null
            : running.Name != asked.Name ? Text("name", running.Name, asked.Name)
            : running.Source != asked.Source ? Text("source", running.Source, asked.Source)
            : !running.Resources.Equals(asked.Resources) ? Text("resources", running.Resources, asked.Resources)
            : running.FrameworkId != asked.FrameworkId ? Text("framework ID", running.FrameworkId, asked.FrameworkId)
            : Difference(running.Command, asked.Command);
    }

    private static string? Difference(CommandInfo running, CommandInfo asked) =>
        running.Value != asked.Value ? Text("command", running.Value, asked.Value)
        : running.User != asked.User ? Text("command's user", running.User, asked.User)
        : !Same(running.Environment, asked.Environment)
            ? Text("command's environment", Shown(running.Environment), Shown(asked.Environment))
        : null;

    private static bool Same<T>(ImmutableArray<T> running, ImmutableArray<T> asked) => running.AsSpan().SequenceEqual(asked.AsSpan());

    private static string Shown(ImmutableArray<EnvironmentVariable> environment) =>
        string.Join(' ', environment.Select(variable => $"{variable.Name}={variable.Value}"));

    private static string Text(string what, object? running, object? asked) => $"{what}: '{running}' and not '{asked}'";
}
