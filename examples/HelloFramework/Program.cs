using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

// Says hello from so many tasks: HelloFramework HOST:PORT COUNT. Ends when all have ended.
var wanted = int.Parse(args[1]);
var each = Resources.Parse("cpus:0.1;mem:32");
var (launched, finished, failed) = (0, 0, 0);

await using var scheduler = await MesosScheduler.Subscribe(args[0], new FrameworkInfo { Name = "hello" });
await foreach (var happening in scheduler.Events())
{
    if (happening is SchedulerEvent.OffersMade made)
        foreach (var offer in made.Offers)
            scheduler.Accept(offer, Fill(offer));
    else if (happening is SchedulerEvent.TaskUpdated { Update.Status: var status })
    {
        Console.WriteLine($"{status.TaskId} {status.State.WireName()} {status.Message}");
        if (status.State.IsTerminal())
            _ = status.State == TaskState.Finished ? finished++ : failed++;
        if (finished + failed == wanted)
            return failed == 0 ? 0 : 1;
    }
}

return 1; // The masters refused the framework.

IEnumerable<TaskInfo> Fill(Offer offer)
{
    for (var left = offer.Resources; launched < wanted && left.Contains(each); left -= each)
        yield return new TaskInfo
        {
            Name = "hello",
            TaskId = new TaskId($"hello-{++launched}"),
            SlaveId = offer.SlaveId,
            Resources = each,
            Command = new CommandInfo { Value = $"echo hello from task {launched}" },
        };
}
