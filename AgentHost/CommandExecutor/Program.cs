using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.CommandExecutor;

/// <summary>
/// The command executor as a program (rules 15.3 to 15.5; Mesos 0.19 <c>src/launcher/executor.cpp</c>): one task, whose command it runs, and whose end is told before this one ends. An agent that restarts finds it again.
/// </summary>
internal static class Program
{
    private const int BadUsage = 2, NotStarted = 1;

    // Rule 15.3.
    private const string SecondTask = "Attempted to run multiple tasks using a \"command\" executor";

    private static async Task<int> Main(string[] args)
    {
        if (ExecutorArguments.Parse(args, out var error) is not { } arguments)
        {
            await (error is null ? Console.Out : Console.Error).WriteLineAsync(error is null ? ExecutorArguments.Usage : $"mesos-executor: {error}");
            return error is null ? 0 : BadUsage;
        }

        try
        {
            await using var executor = MesosExecutor.Start();
            await Run(executor, arguments);
            return 0;
        }
        catch (NotAnExecutorException e)
        {
            await Console.Error.WriteLineAsync($"mesos-executor: {e.Message}");
            return NotStarted;
        }
    }

    /// <summary>Ends when the end of its task is told, or there is nobody to tell.</summary>
    private static async Task Run(MesosExecutor executor, ExecutorArguments arguments)
    {
        using var over = new CancellationTokenSource();
        Command? command = null;
        var told = Task.CompletedTask;
        try
        {
            await foreach (var happening in executor.Events(over.Token))
            {
                switch (happening)
                {
                    case ExecutorEvent.Launch { Task: var second } when command is not null:
                        _ = executor.Update(second.TaskId, TaskState.Failed, SecondTask, cancel: CancellationToken.None);
                        break;
                    case ExecutorEvent.Launch { Task: var task }:
                        command = Command.Start(arguments.Words ?? ArgvOf(task.Command), out var reason);
                        told = Tell(executor, task.TaskId, command, reason, over);
                        break;
                    case ExecutorEvent.Kill { Policy: var policy } when command is not null:
                        _ = command.Kill(policy?.GracePeriod);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The task has ended.
        }

        if (command is not null) await command.Kill(null);
        await told;
    }

    private static string[] ArgvOf(CommandInfo? command) => command switch
    {
        null => ["/bin/sh", "-c", "echo 'the task has no command' >&2; exit 127"],
        { Shell: false } => [command.Value, .. command.Arguments.Skip(1)],
        _ => ["/bin/sh", "-c", command.Value],
    };

    private static async Task Tell(MesosExecutor executor, TaskId task, Command? command, string? reason, CancellationTokenSource over)
    {
        try
        {
            if (command is null)
            {
                await executor.Update(task, TaskState.Failed, reason, cancel: CancellationToken.None);
            }
            else
            {
                var running = executor.Update(task, TaskState.Running, cancel: CancellationToken.None);
                var outcome = TaskOutcome.Of(await command.Ended, command.IsKilled);
                await running;
                await executor.Update(task, outcome.State, outcome.Message, cancel: CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // No agent is left that could be told.
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
