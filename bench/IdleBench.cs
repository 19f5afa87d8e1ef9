using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>The memory that an agent and its launchers take while many tasks sleep. Memory that processes share counts for each in part (PSS).</summary>
internal static class IdleBench
{
    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var count = flags.Get(BenchFlags.SleeperCount);
        await using var silo = await BenchProgram.Silo();
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        await using var agent = await BenchProgram.Agent(silo.Master, "--resources=cpus:10000;mem:1000000");
        var each = Resources.Parse("cpus:0.1;mem:1");
        RunningTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new RunningTask($"{i}", "exec sleep 100000", each))];
        await using var running = await RunningTasks.Start(connection, tasks, cancel);
        await agent.Calm(cancel);

        var launchers = ChildrenOf(agent.Pid).Select(Pss).ToArray();
        var own = Pss(agent.Pid);
        return new JsonObject
        {
            ["bench"] = "idle",
            ["count"] = count,
            ["launchers"] = launchers.Length,
            ["agent_mb"] = Math.Round(own / 1024.0, 1),
            ["launcher_kb"] = Math.Round(launchers.Average(), 1),
            ["mb_per_task"] = Math.Round((own + launchers.Sum()) / 1024.0 / count, 3),
        };
    }

    private static IEnumerable<int> ChildrenOf(int pid) =>
        from path in Directory.EnumerateDirectories($"/proc/{pid}/task")
        from word in File.ReadAllText(Path.Combine(path, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select int.Parse(word, CultureInfo.InvariantCulture);

    /// <summary>Kilobytes.</summary>
    private static double Pss(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
