using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// Does what the machine decided: what is to be kept first, on the disk, then the rest in its order. What the masters are to be told waits until there is a session. Used by one loop.
/// </summary>
internal sealed partial class EffectsService(
    CheckpointStore checkpoints, ContainerRunsService containers, TaskChecksService checks, ContainerSettings settings, IGarbageCollector collector, TimeProvider time,
    ILogger<EffectsService> log)
{
    private readonly List<AgentAction> _unsent = [];
    private Func<SlaveInfo> _slave = () => throw new InvalidOperationException("nothing comes before there is a slave");
    private volatile IMasterReports? _reports;

    /// <summary>Whose work this is; with its ID from the first launch on.</summary>
    public Func<SlaveInfo> Slave { set => _slave = value; }

    /// <summary>From now on the masters can be told.</summary>
    public IMasterReports Reports { set => _reports = value; }

    /// <exception cref="IOException">Something cannot be kept. Nothing else of the group was done.</exception>
    public async Task CarryOut(AgentEffects effects)
    {
        if (effects.Checkpoints.Count > 0)
        {
            // The disk may take its time; it is not for the caller's thread.
            await Task.Run(() => checkpoints.Write(_slave(), effects.Checkpoints));
        }

        foreach (var action in effects.Actions)
        {
            CarryOut(action);
        }

        if (_reports is { } reports)
        {
            foreach (var action in _unsent)
            {
                Tell(reports, action);
            }

            _unsent.Clear();
        }
    }

    private void CarryOut(AgentAction action)
    {
        switch (action)
        {
            case AgentAction.Start start:
                Start(start);
                break;
            case AgentAction.Kill kill:
                containers.Kill(kill.Container, kill.Grace);
                break;
            case AgentAction.Resize resize:
                containers.Resize(resize.Container, resize.Resources);
                break;
            case AgentAction.Send send:
                send.Connection.Send(send.Event);
                break;
            case AgentAction.Close close:
                close.Connection.Close();
                break;
            case AgentAction.Check check:
                checks.Start(check.Task, settings.TargetOf(check.Executor, check.Task));
                break;
            case AgentAction.EndCheck end:
                checks.End(end.Task);
                break;
            case AgentAction.Discard discard:
                collector.Schedule(discard.Directory, time.GetUtcNow());
                break;
            default:
                _unsent.Add(action);
                break;
        }
    }

    private void Tell(IMasterReports reports, AgentAction action)
    {
        switch (action)
        {
            case AgentAction.Report { Update: var update }:
                LogChanged(log, update.FrameworkId.Value, update.Status.TaskId.Value, update.Status.State.WireName(), update.Status.Message ?? "");
                reports.Report(update);
                break;
            case AgentAction.Exited exited:
                reports.Exited(exited.Framework, exited.Executor, exited.Status);
                break;
            case AgentAction.Tell tell:
                reports.Tell(tell.Framework, tell.Executor, tell.Data);
                break;
        }
    }

    private void Start(AgentAction.Start start)
    {
        // Directories that are used again are not to be collected (rule 11.2).
        var executor = start.Executor;
        collector.Unschedule(executor.Sandbox.Framework);
        collector.Unschedule(executor.Sandbox.Executor);
        var run = new RunKey(executor.Framework.Id, executor.Id, executor.Container);
        containers.Start(executor.Sandbox, settings.SpecOf(start, () => checkpoints.RunDirectory(_slave().Id!.Value, run)));
    }

    [LoggerMessage(200, LogLevel.Debug, "Task {TaskId} of framework {FrameworkId} is {State} {Reason}")]
    private static partial void LogChanged(ILogger log, string frameworkId, string taskId, string state, string reason);
}
