using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What a former process of this agent left (rules 13.6 to 13.10).</summary>
internal sealed partial class AgentMachine
{
    /// <summary>
    /// Takes a run over, before anything else happens. Its container is attached to; that it has ended, <see cref="Ended"/> says afterwards. A task that was not told of yet is RUNNING if its command runs. An
    /// executor has some time to subscribe again.
    /// </summary>
    /// <param name="slave">Whose work it was, and is.</param>
    /// <param name="info">Its framework.</param>
    /// <param name="recovered">The run.</param>
    /// <param name="runs">False: its container has ended, or never began.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">Filled.</param>
    public void Restore(SlaveId slave, FrameworkInfo info, RecoveredExecutor recovered, bool runs, DateTimeOffset now, AgentEffects effects)
    {
        var id = info.Id!.Value;
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            _frameworks.Add(id, framework = new AgentFramework(info));
        }

        var sandbox = SandboxPath.Of(rules.WorkDirectory, slave, id, recovered.Info.ExecutorId, recovered.Container);
        var executor = new AgentExecutor(framework, recovered.Info, recovered.IsCommand, sandbox);
        framework.Executors.Add(executor.Id, executor);
        _containers.Add(executor.Container, executor);
        foreach (var task in recovered.Tasks)
        {
            Restore(executor, task);
        }

        if (runs)
        {
            foreach (var task in recovered.Tasks)
            {
                if (executor.Launched.TryGetValue(task.Info.TaskId, out var launched))
                {
                    RestoreChecks(executor, launched, task.Updates, now, effects);
                }
            }
        }

        if (!executor.IsCommand)
        {
            executor.EndReason = $"Executor did not re-register within {DurationText.Format(rules.ReregistrationTimeout)} of the restart of the agent";
            Wait(executor, now + rules.ReregistrationTimeout);
            return;
        }

        executor.State = ExecutorState.Running;
        if (executor.Launched.Count == 0)
        {
            // Its task was told to have ended while its command was being started; the order to end that was lost with the former process.
            Destroy(executor, "Its task has ended", effects);
        }

        foreach (var task in executor.Launched.Values.ToArray())
        {
            if (runs && task.State == TaskState.Staging)
            {
                Change(executor, task, TaskState.Running, null, null, now, effects);
            }
        }
    }

    private static void Restore(AgentExecutor executor, RecoveredTask recovered)
    {
        var task = new AgentTask(executor.Framework.Id, recovered.Info);
        foreach (var update in recovered.Updates)
        {
            task.Keep(update);
        }

        if (recovered.IsDone)
        {
            Enqueue(executor.Completed, task, AgentExecutor.CompletedTasksMax);
            return;
        }

        executor.Framework.Holders[task.Id] = executor;
        if (task.HasEnded)
        {
            executor.Ended.Add(task.Id, task);
        }
        else
        {
            executor.Launched.Add(task.Id, task);
            executor.TaskResources += task.Info.Resources;
        }
    }
}
