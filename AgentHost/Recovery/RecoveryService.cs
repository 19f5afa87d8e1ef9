using System.Diagnostics;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Recovery;

/// <summary>How to recover.</summary>
/// <param name="Strict"><c>--strict</c>.</param>
/// <param name="Cleanup"><c>--recover=cleanup</c>.</param>
/// <param name="BootId">Of the machine.</param>
internal sealed record RecoverySettings(bool Strict, bool Cleanup, string BootId);

/// <summary>
/// The first thing that an agent does: reads what a former process left, and carries the plan out. Afterwards every container of this work directory is either known to the machine or gone (invariant 6).
/// </summary>
internal sealed partial class RecoveryService(
    CheckpointStore checkpoints, CheckpointCodecStore codec, IContainerizer containerizer, ContainerRunsService containers, ContainerSettings settings,
    ExecutorService executors, IGarbageCollector collector, RecoverySettings recovery, ILogger<RecoveryService> log)
{
    // Of a run that is only to end nothing else is known.
    private static readonly ExecutorInfo Nobody = new() { ExecutorId = new ExecutorId(""), Command = new CommandInfo { Value = "" } };

    /// <summary>How much was passed over when the last state was read.</summary>
    public int Errors { get; private set; }

    /// <param name="info">What the agent is now; without an ID.</param>
    /// <param name="takes">Told who the slave is before anything of it is taken over: what happens to its containers meanwhile is written under its ID.</param>
    /// <param name="cancel">The agent is to end.</param>
    /// <returns>What was decided; unless it is a refusal, it is done.</returns>
    public async Task<RecoveryPlan> Recover(SlaveInfo info, Action<SlaveInfo> takes, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var state = new CheckpointReaderStore(checkpoints.Layout, codec, recovery.Strict).Read();
        foreach (var note in state.Notes)
        {
            LogNote(log, note);
        }

        Errors = state.Errors.Length;
        foreach (var error in state.Errors)
        {
            LogError(log, error);
        }

        var plan = RecoveryPlan.Of(state, info, recovery.BootId, recovery.Strict, recovery.Cleanup);
        switch (plan)
        {
            case RecoveryPlan.Anew anew:
                await BeginAnew(anew, cancel);
                break;
            case RecoveryPlan.TakeOver over:
                takes(over.Slave);
                await TakeOver(over, cancel);
                var tasks = over.Frameworks.Sum(framework => framework.Executors.Sum(executor => executor.Tasks.Length));
                LogRecovered(log, over.Slave.Id!.Value.Value, over.Frameworks.Length, tasks, (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                break;
        }

        return plan;
    }

    /// <summary>The slave is no more: the next start is another one's.</summary>
    public void ForgetSlave(SlaveId? slave) => checkpoints.ForgetSlave(slave);

    private async Task BeginAnew(RecoveryPlan.Anew anew, CancellationToken cancel)
    {
        if (anew.Reason is { } reason)
        {
            LogAnew(log, reason, anew.Leftovers.Length);
        }

        var found = await containerizer.Recover([.. anew.Leftovers.Select(SpecOf)], cancel);
        await End(found.Values, cancel);
        checkpoints.ForgetSlave(null);
        checkpoints.RemoveSlaves(except: null);
        SandboxStore.Leave(settings.WorkDirectory, new HashSet<string>(), collector);
    }

    private async Task TakeOver(RecoveryPlan.TakeOver over, CancellationToken cancel)
    {
        var known = over.Leftovers.Select(SpecOf).ToList();
        foreach (var framework in over.Frameworks)
        {
            known.AddRange(framework.Executors.Select(executor => SpecOf(over.Slave.Id!.Value, framework.Info.Id!.Value, executor)));
        }

        var found = await containerizer.Recover(known, cancel);
        await End(over.Leftovers.Select(run => found.GetValueOrDefault(run.Container)).OfType<IContainer>(), cancel);
        Restore(over, found);
        foreach (var run in over.Leftovers)
        {
            checkpoints.RemoveRun(run.RunDirectory);
        }

        checkpoints.RemoveSlaves(except: over.Slave.Id);
        var live = executors.Read(machine => machine.LiveExecutors.Select(executor => executor.Sandbox.Directory).ToHashSet());
        live.Add(SandboxPath.OfSlave(settings.WorkDirectory, over.Slave.Id!.Value));
        SandboxStore.Leave(settings.WorkDirectory, live, collector);
    }

    /// <summary>All at once: a framework of which a part is back might end with that part, and its checkpoints with it.</summary>
    private void Restore(RecoveryPlan.TakeOver over, IReadOnlyDictionary<ContainerId, IContainer> found) => executors.Step((machine, now, effects) =>
    {
        var slave = over.Slave.Id!.Value;
        foreach (var framework in over.Frameworks)
        {
            foreach (var executor in framework.Executors)
            {
                machine.Restore(slave, framework.Info, executor, found.GetValueOrDefault(executor.Container) is { Pid: > 0 }, now, effects);
            }

            // The former process has ended between the end of its last executor and its own.
            if (framework.Executors.IsEmpty)
            {
                effects.Checkpoints.Add(new CheckpointChange.FrameworkDone(framework.Info.Id!.Value));
            }
        }

        foreach (var (framework, executor) in over.Frameworks.SelectMany(framework => framework.Executors.Select(executor => (framework.Info.Id!.Value, executor))))
        {
            if (found.TryGetValue(executor.Container, out var container))
            {
                containers.Attach(container, SandboxOf(slave, framework, executor));
            }
            else
            {
                machine.Vanished(executor.Container, now, effects);
            }
        }
    });

    private static async Task End(IEnumerable<IContainer> found, CancellationToken cancel)
    {
        var ends = new List<Task>();
        foreach (var container in found)
        {
            container.Kill(TimeSpan.Zero);
            ends.Add(container.Ended);
        }

        await Task.WhenAll(ends).WaitAsync(cancel);
    }

    private ContainerSpec SpecOf(SlaveId slave, FrameworkId framework, RecoveredExecutor executor)
    {
        var resources = executor.Info.Resources;
        foreach (var task in executor.Tasks)
        {
            resources += task.IsDone ? Resources.Empty : task.Info.Resources;
        }

        return settings.SpecOf(
            framework, executor.Info, executor.Container, executor.RunDirectory, SandboxOf(slave, framework, executor).Directory, resources);
    }

    private ContainerSpec SpecOf(LeftoverRun run) =>
        settings.SpecOf(new FrameworkId(""), Nobody, run.Container, run.RunDirectory, settings.WorkDirectory, Resources.Empty);

    private SandboxPath SandboxOf(SlaveId slave, FrameworkId framework, RecoveredExecutor executor) =>
        SandboxPath.Of(settings.WorkDirectory, slave, framework, executor.Info.ExecutorId, executor.Container);

    [LoggerMessage(300, LogLevel.Information, "Recovered slave {SlaveId}: {Frameworks} frameworks, {Tasks} tasks, in {Milliseconds} ms")]
    private static partial void LogRecovered(ILogger log, string slaveId, int frameworks, int tasks, long milliseconds);

    [LoggerMessage(301, LogLevel.Information, "Starts as a new slave: {Reason}; {Runs} runs of the former one end")]
    private static partial void LogAnew(ILogger log, string reason, int runs);

    [LoggerMessage(302, LogLevel.Warning, "Checkpoint: {Note}")]
    private static partial void LogNote(ILogger log, string note);

    [LoggerMessage(303, LogLevel.Error, "Checkpoint: {Error}")]
    private static partial void LogError(ILogger log, string error);
}
