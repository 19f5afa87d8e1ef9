using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// <c>mesos bench agent-restart</c>: SIGKILL for an agent whose tasks outlive it, and a new process on its directory. Measured from the start of that process until it is registered and shows every task as running; then all tasks
/// are killed through it, so each is proved to be really its own.
/// </summary>
internal static class AgentRestartCommand
{
    private static readonly Resources Each = Resources.Parse("cpus:0.01;mem:1");

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var count = flags.Get(BenchFlags.RunningTasks);
        await using var silo = await BenchProgram.Silo();
        await using var agent = await BenchProgram.Agent(silo.Master, "--resources=cpus:1000;mem:1000000;disk:1000", "--registration_backoff_factor=0ns", "--recovery_timeout=2mins");
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        await using var scheduler = await MesosScheduler.Subscribe(connection, new FrameworkInfo { Name = "bench", Checkpoint = true });
        var states = new Dictionary<TaskId, TaskState>();
        await Launch(scheduler, count, states, cancel);

        agent.Kill9();
        var begin = Stopwatch.GetTimestamp();
        await agent.Restart();
        var registered = Stopwatch.GetElapsedTime(begin);
        while (await RunningOn(agent, cancel) < count && Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }

        var reattached = Stopwatch.GetElapsedTime(begin);
        foreach (var task in states.Keys)
        {
            scheduler.Kill(task);
        }

        await Follow(scheduler, states, () => states.Values.All(state => state.IsTerminal()), cancel);
        await scheduler.Flush(cancel);
        return new JsonObject
        {
            ["bench"] = "agent-restart",
            ["tasks"] = count,
            ["registered_s"] = Math.Round(registered.TotalSeconds, 3),
            ["reattach_s"] = Math.Round(reattached.TotalSeconds, 3),
            ["lost"] = states.Values.Count(state => state != TaskState.Killed),
        };
    }

    private static async Task Launch(MesosScheduler scheduler, int count, Dictionary<TaskId, TaskState> states, CancellationToken cancel)
    {
        var launched = 0;
        await foreach (var happening in scheduler.Events(cancel))
        {
            Note(happening, states);
            foreach (var offer in happening is SchedulerEvent.OffersMade made ? made.Offers : [])
            {
                var tasks = new List<TaskInfo>();
                for (var left = offer.Resources; launched < count && left.Contains(Each); left -= Each, launched++)
                {
                    var id = new TaskId(launched.ToString(CultureInfo.InvariantCulture));
                    states.Add(id, TaskState.Staging);
                    tasks.Add(new TaskInfo
                    {
                        Name = "bench",
                        TaskId = id,
                        SlaveId = offer.SlaveId,
                        Resources = Each,
                        Command = new CommandInfo { Value = "exec sleep 1000" },
                    });
                }

                scheduler.Accept(offer, tasks, Filters.None);
            }

            if (launched == count && states.Values.All(state => state != TaskState.Staging))
            {
                return;
            }
        }
    }

    private static async Task Follow(MesosScheduler scheduler, Dictionary<TaskId, TaskState> states, Func<bool> isOver, CancellationToken cancel)
    {
        await foreach (var happening in scheduler.Events(cancel))
        {
            Note(happening, states);
            if (isOver())
            {
                return;
            }
        }
    }

    private static void Note(SchedulerEvent happening, Dictionary<TaskId, TaskState> states)
    {
        if (happening is SchedulerEvent.TaskUpdated { Update.Status: { IsReconciliation: false } status } && states.TryGetValue(status.TaskId, out var before)
            && !before.IsTerminal())
        {
            states[status.TaskId] = status.State;
        }
    }

    private static async Task<int> RunningOn(BenchProgram agent, CancellationToken cancel)
    {
        using var http = new HttpClient();
        var state = JsonNode.Parse(await http.GetStringAsync(new Uri(agent.Address, "/slave(1)/state.json"), cancel))!;
        return state["frameworks"]!.AsArray().SelectMany(framework => framework!["executors"]!.AsArray()).SelectMany(executor => executor!["tasks"]!.AsArray())
            .Count(task => (string)task!["state"]! == "TASK_RUNNING");
    }
}
