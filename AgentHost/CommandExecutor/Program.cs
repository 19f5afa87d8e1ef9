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

    /// <summary>
    /// Set by who starts this beside a container that does not run yet: nothing is run before a byte comes on standard input. If that ends without one there is no container, and whoever knows why tells it.
    /// </summary>
    private const string Hold = "MESOS_EXECUTOR_HOLD";

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
        KillPolicy? policyOfTask = null;
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
                    case ExecutorEvent.Launch when !await Released():
                        return;
                    case ExecutorEvent.Launch { Task: var task }:
                        policyOfTask = task.KillPolicy;
                        command = Command.Start(arguments.Words ?? TaskCommand.Words(task.Command), out var reason);
                        told = Tell(executor, task.TaskId, command, reason, over);
                        break;
                    case ExecutorEvent.Kill { Policy: var policy } when command is not null:
                        _ = command.Kill(TaskCommand.Grace(policy, policyOfTask));
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The task has ended.
        }

        if (command is not null) await command.Kill(TaskCommand.Grace(null, policyOfTask));
        await told;
    }

    private static async Task<bool> Released()
    {
        if (Environment.GetEnvironmentVariable(Hold) is null) return true;
        Environment.SetEnvironmentVariable(Hold, null);
        await using var input = Console.OpenStandardInput();
        return await Task.Run(input.ReadByte) >= 0;
    }

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
