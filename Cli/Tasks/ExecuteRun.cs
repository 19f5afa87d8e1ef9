using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Terminal;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Tasks;

/// <summary>The life of the one task of <c>mesos execute</c>.</summary>
internal sealed class ExecuteRun(MesosScheduler scheduler, MasterHttp master, Sandboxes sandboxes, FlagValues values)
{
    private static readonly TaskId Id = new("1");

    private readonly Resources _wanted = values.Get(TaskFlags.Resources);
    private readonly Paint _paint = Paint.ForErrors();
    private bool _isLaunched;

    /// <summary>Launches the task with the first offer that fits, tells its changes, and answers the last one.</summary>
    public async Task<TaskStatus> UntilEnd(CancellationToken cancel)
    {
        await using var watch = new WaitWatch(master, _wanted, () => !_isLaunched, Say);
        watch.Start();
        await foreach (var happening in scheduler.Events(cancel))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade made:
                    foreach (var offer in made.Offers)
                    {
                        Answer(offer);
                    }

                    break;
                case SchedulerEvent.TaskUpdated { Update.Status: var status }:
                    Tell(status);
                    if (status.State.IsTerminal())
                    {
                        // The acknowledgement is sent when the next event is asked for; here the framework ends first.
                        return status;
                    }

                    break;
                case SchedulerEvent.Error error:
                    throw new CliException($"the masters ended this framework: {error.Message}");
            }
        }

        cancel.ThrowIfCancellationRequested();
        throw new CliException("the events ended before the task");
    }

    /// <summary>Ends the task; answers its last state, or null if it was never launched or does not end within the time.</summary>
    public async Task<TaskStatus?> Kill(TimeSpan within)
    {
        if (!_isLaunched)
        {
            return null;
        }

        scheduler.Kill(Id);
        using var limit = new CancellationTokenSource(within);
        try
        {
            return await UntilEnd(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Say("the task has not ended yet; it ends with its framework, which is torn down now");
            return null;
        }
    }

    /// <summary>Copies what the task wrote, each stream to its own.</summary>
    public async Task PrintOutput(TaskStatus end, CancellationToken cancel)
    {
        // A task that never ran has no sandbox.
        if (end.SlaveId is not { } slave || end.State == TaskState.Lost)
        {
            return;
        }

        foreach (var (file, target) in new[] { ("stdout", Console.OpenStandardOutput()), ("stderr", Console.OpenStandardError()) })
        {
            await sandboxes.Copy(slave, scheduler.FrameworkId, Id, file, target, cancel);
            await target.FlushAsync(cancel);
        }
    }

    private void Answer(Offer offer)
    {
        if (_isLaunched || offer.Resources.Find(_wanted, Resource.AnyRole) is not { } parts)
        {
            scheduler.Decline(offer);
            return;
        }

        _isLaunched = true;
        scheduler.Accept(offer,
        [
            new TaskInfo
            {
                Name = values.Get(TaskFlags.Name),
                TaskId = Id,
                SlaveId = offer.SlaveId,
                Resources = parts,
                Command = new CommandInfo { Value = values.Get(TaskFlags.Command), Environment = values.Get(TaskFlags.Environment) },
            },
        ]);
        Say($"launched on slave {offer.SlaveId} ({offer.Hostname})");
    }

    private void Tell(TaskStatus status) =>
        Say(_paint.State(status.State, status.State.WireName()) + (string.IsNullOrEmpty(status.Message) ? "" : $": {status.Message}"));

    private void Say(string text) => Console.Error.WriteLine($"{values.Get(TaskFlags.Name)}: {text}");
}
