using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>The message that starts a container (rules 18.3, 18.10, 18.15). What the framework said of images goes on byte for byte.</summary>
internal static class LaunchRequest
{
    /// <summary>The message.</summary>
    /// <param name="spec">With an <see cref="ExternalRequest"/>.</param>
    /// <param name="executorPath">Of <c>mesos-executor</c>.</param>
    public static ContainerizerLaunch Of(ContainerSpec spec, string executorPath)
    {
        var request = spec.External ?? throw new ArgumentException($"container {spec.Id.Value} is not for an external containerizer", nameof(spec));
        return new ContainerizerLaunch
        {
            ContainerId = spec.Id,
            TaskInfo = request.Task is { } task ? task with { Command = Shelled(task.Command!) } : null,
            ExecutorInfo = ExecutorOf(request, executorPath) with { Resources = spec.Resources },
            Directory = spec.Directory,
            User = spec.User,
            SlaveId = request.SlaveId,
            SlavePid = request.SlavePid,
            Checkpoint = spec.Checkpoint,
        };
    }

    // Rule 11.4: the generated executor has all of the command but its value.
    private static ExecutorInfo ExecutorOf(ExternalRequest request, string executorPath) => request.Task is { } task
        ? request.Executor with { Command = task.Command! with { Value = executorPath, Shell = true, Arguments = [] }, Container = request.Executor.Container ?? task.Container }
        : request.Executor with { Command = Shelled(request.Executor.Command) };

    /// <summary>Mesos 0.19 knows commands of a shell only: a program with arguments becomes one, each word quoted.</summary>
    private static CommandInfo Shelled(CommandInfo command) => command.Shell
        ? command
        : command with
        {
            Value = string.Join(' ', new[] { command.Value }.Concat(command.Arguments.Skip(1)).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'")),
            Shell = true,
            Arguments = ImmutableArray<string>.Empty,
        };
}
