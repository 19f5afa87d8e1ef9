using System.Diagnostics;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// How soon a task runs in a container, one at a time, from its launch by the framework to TASK_RUNNING; and how long the same container takes by hand, half of them before and half after. By hand is to its end and removal, which
/// with the agent comes after what is measured; the next one begins when that is done. With the containerizer that does nothing it is what the protocol costs, against tasks of the agent itself.
/// </summary>
internal static class ContainersBench
{
    private static readonly Resources OfAgent = Resources.Parse("cpus:100;mem:100000;disk:1000");

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var (name, count) = (flags.Get(BenchFlags.Backend), flags.Get(BenchFlags.ContainerCount));
        await using var backend = await ContainerBackend.Start(name, cancel);
        var byHand = new Percentiles();
        await ByHand(backend, (count + 1) / 2, byHand, cancel);
        var result = await Tasks(count, ["--isolation=external", .. backend.AgentFlags], cancel);
        await ByHand(backend, (count + 1) / 2, byHand, cancel);
        return new JsonObject
        {
            ["bench"] = "containers",
            ["backend"] = name,
            ["count"] = count,
            ["failed"] = result.Failed,
            ["p50_ms"] = result.Latency.At(0.5),
            ["p99_ms"] = result.Latency.At(0.99),
            ["by_hand_p50_ms"] = byHand.At(0.5),
            ["ratio"] = Math.Round(result.Latency.At(0.5) / byHand.At(0.5), 3),
        };
    }

    private static async Task ByHand(ContainerBackend backend, int count, Percentiles into, CancellationToken cancel)
    {
        if (!backend.HasHand)
        {
            into.Add((await Tasks(count, [], cancel)).Latency.At(0.5));
            return;
        }

        await backend.RunByHand(cancel);
        for (var i = 0; i < count; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await backend.RunByHand(cancel);
            into.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
    }

    private static async Task<TasksResult> Tasks(int count, string[] agentFlags, CancellationToken cancel)
    {
        const int warm = 5;
        await using var silo = await BenchProgram.Silo();
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        await using var agent = await BenchProgram.Agent(silo.Master, [$"--resources={OfAgent}", "--executor_registration_timeout=5mins", .. agentFlags]);
        using var http = new HttpClient { BaseAddress = agent.Address };
        await new TasksBench(connection, Math.Min(warm, count), 1, null, () => Gone(http, cancel)).Run(cancel);
        var result = await new TasksBench(connection, count, 1, null, () => Gone(http, cancel)).Run(cancel);
        await Gone(http, cancel);
        return result;
    }

    /// <summary>Ends when the last container is removed, as by hand each begins when the former is gone.</summary>
    private static async Task Gone(HttpClient agent, CancellationToken cancel)
    {
        while (JsonNode.Parse(await agent.GetStringAsync("/slave(1)/state.json", cancel))!["frameworks"]!.AsArray().Any(framework => framework!["executors"]!.AsArray().Count > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }
    }
}
