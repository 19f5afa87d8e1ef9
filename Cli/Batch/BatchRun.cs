using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;

namespace MesosOrleans.Cli.Batch;

/// <summary>Carries out what the plan decides: events in, launches out.</summary>
internal sealed class BatchRun(MesosScheduler scheduler, BatchPlan plan, BatchOutputs outputs, IBatchProgress progress)
{
    private int _failed;

    /// <summary>Ends when every line has ended and its output is here.</summary>
    public async Task UntilDone(CancellationToken cancel)
    {
        await foreach (var happening in scheduler.Events(cancel))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade made:
                    foreach (var offer in made.Offers)
                    {
                        var (tasks, filters) = plan.Take(offer);
                        scheduler.Accept(offer, tasks, filters);
                    }

                    break;
                case SchedulerEvent.TaskUpdated { Update.Status: var status }:
                    Take(status);
                    break;
                case SchedulerEvent.Error error:
                    throw new CliException($"the masters ended this framework: {error.Message}");
            }

            if (plan.IsDone)
            {
                break;
            }

            progress.Count(plan.Ended, _failed, plan.Live);
        }

        cancel.ThrowIfCancellationRequested();
        await outputs.Finish();
        progress.Count(plan.Ended, _failed, plan.Live);
    }

    private void Take(TaskStatus status)
    {
        switch (plan.Take(status))
        {
            case BatchStep.Over { Result: var result }:
                outputs.Add(result);
                if (!result.IsGood)
                {
                    _failed++;
                    progress.Say($"line {result.Line.Number}: {result.State.WireName()}{(string.IsNullOrEmpty(result.Message) ? "" : $": {result.Message}")}");
                }

                break;
            case BatchStep.Again again:
                progress.Say($"line {again.Line.Number} was lost ({again.Reason ?? "no reason given"}); attempt {again.Attempt} follows");
                if (again.NeedsRevive)
                {
                    scheduler.Revive();
                }

                break;
        }
    }
}
