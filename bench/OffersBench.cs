using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;

namespace MesosOrleans.Bench;

/// <summary>How soon a framework is offered what there is, on an idle cluster.</summary>
internal sealed class OffersBench(MasterConnection connection)
{
    /// <summary>Milliseconds from the subscription to the first offer, one new framework after the other.</summary>
    public async Task<Percentiles> FirstOffers(int rounds, CancellationToken cancel)
    {
        var latency = new Percentiles();
        for (var round = 0; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var scheduler = await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = "first-offer" });
            await foreach (var happening in scheduler.Events(cancel))
            {
                if (happening is SchedulerEvent.OffersMade)
                {
                    latency.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                    break;
                }
            }
        }

        return latency;
    }

    /// <summary>Milliseconds from the acknowledged end of a task that used all that was offered to the offer that holds it again; 0 if the offer came first.</summary>
    public async Task<Percentiles> Reoffers(int rounds, CancellationToken cancel)
    {
        var latency = new Percentiles();
        await using var scheduler = await MesosScheduler.Subscribe(
            connection, new FrameworkInfo { Name = "reoffer" }, new SchedulerOptions { AutoAcknowledge = false });
        var launched = 0;
        long acknowledged = 0;
        var used = Values.Resources.Empty;
        await foreach (var happening in scheduler.Events(cancel))
        {
            switch (happening)
            {
                case SchedulerEvent.OffersMade { Offers: [var offer, ..] }:
                    if (launched > 0)
                    {
                        var contained = offer.Resources.Contains(used) ? Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds : double.NaN;
                        latency.Add(acknowledged == 0 ? 0 : contained);
                    }

                    if (launched == rounds)
                    {
                        return latency;
                    }

                    used = offer.Resources;
                    acknowledged = 0;
                    scheduler.Accept(offer, [Whole(offer, launched++)]);
                    break;
                case SchedulerEvent.TaskUpdated { Update: var update }:
                    scheduler.Acknowledge(update);
                    acknowledged = update.Status.State.IsTerminal() ? Stopwatch.GetTimestamp() : acknowledged;
                    break;
            }
        }

        return latency;
    }

    private static TaskInfo Whole(Offer offer, int number) => new()
    {
        Name = "whole",
        TaskId = new TaskId(number.ToString(CultureInfo.InvariantCulture)),
        SlaveId = offer.SlaveId,
        Resources = offer.Resources,
        Command = new CommandInfo { Value = "true" },
    };
}
