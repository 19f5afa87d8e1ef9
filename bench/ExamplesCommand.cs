using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Flags;

namespace MesosOrleans.Bench;

/// <summary>
/// <c>mesos bench examples</c>: a service and a graph of jobs on three silos and four agents, while silos, agents and the two frameworks themselves are killed at random, and a copy of the service with each.
/// </summary>
internal static class ExamplesCommand
{
    private const int Copies = 12;
    private const int Layers = 60;
    private const int Width = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BackMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan JobsMax = TimeSpan.FromMinutes(10);
    private static readonly string[] Victims = ["silo", "agent", "keeper", "queue"];

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var seed = flags.Get(BenchFlags.Seed) ?? Random.Shared.Next();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var folder = Directory.CreateTempSubdirectory("mesos-bench-");
        var copies = new ServiceCopies(folder.FullName);
        try
        {
            await using var cluster = await FailoverCluster.Start();
            try
            {
                return await Run(flags, new Random(seed), cluster, copies, folder.FullName, cancel);
            }
            finally
            {
                // They outlive their agents.
                copies.KillAll();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonObject> Run(
        FlagValues flags, Random random, FailoverCluster cluster, ServiceCopies copies, string folder, CancellationToken cancel)
    {
        var jobs = WriteJobs(folder, random);
        await using var keeper = new ExampleProgram(
            "ServiceKeeper", cluster.Masters, $"--state={folder}/keeper.json", "--name=web", $"--copies={Copies}", $"--command={copies.Command}");
        await using var queue = new ExampleProgram("JobQueue", cluster.Masters, $"{folder}/jobs.json", $"--state={folder}/queue.json");
        keeper.Start();
        queue.Start();
        await Whole(copies, cancel);

        var back = new Percentiles();
        var kills = Victims.ToDictionary(victim => victim, _ => 0);
        var next = new Queue<string>();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < flags.Get(BenchFlags.ChaosSeconds))
        {
            if (next.Count == 0)
            {
                random.Shuffle(Victims);
                next = new Queue<string>(Victims);
            }

            var victim = next.Dequeue();
            kills[victim]++;
            var killed = Stopwatch.GetTimestamp();

            // One copy with each: there is something to replace.
            await copies.KillOne(random, cancel);
            var again = Kill(victim, random, cluster, keeper, queue, cancel);
            await Whole(copies, cancel);
            back.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            await again;
            if (flags.Get(BenchFlags.Verbose))
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s: {victim}; {jobs.Done} jobs done"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2_000)), cancel);
        }

        var during = jobs.Done;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(JobsMax);
        await queue.Ended(limit.Token);
        await Whole(copies, cancel);
        await keeper.DisposeAsync();
        keeper.Start("--stop");
        await keeper.Ended(limit.Token);
        if (queue.ExitCode != 0 || keeper.ExitCode != 0)
        {
            throw new InvalidOperationException($"an example failed:\n{queue.Printed}\n{keeper.Printed}");
        }

        var figures = new JsonObject { ["bench"] = "examples", ["seconds"] = flags.Get(BenchFlags.ChaosSeconds) };
        foreach (var (victim, count) in kills)
        {
            figures[$"{victim}_kills"] = count;
        }

        figures["copy_kills"] = kills.Values.Sum();
        figures["copies"] = Copies;
        figures["back_p50_s"] = back.At(0.5);
        figures["back_max_s"] = back.At(1);
        figures["jobs"] = Layers * Width;
        figures["jobs_done_during_kills"] = during;
        figures["jobs_succeeded_once"] = jobs.Once;
        figures["jobs_succeeded_more_than_once"] = jobs.More;
        figures["jobs_skipped"] = (Layers * Width) - jobs.Once - jobs.More;
        return figures;
    }

    /// <summary>Ends when what was killed is there again.</summary>
    private static async Task Kill(
        string victim, Random random, FailoverCluster cluster, ExampleProgram keeper, ExampleProgram queue, CancellationToken cancel)
    {
        switch (victim)
        {
            case "silo":
                var silo = random.Next(FailoverCluster.SiloCount);
                cluster.Kill(silo);
                await cluster.Gone(silo, cancel);
                await cluster.Restart(silo, cancel);
                break;
            case "agent":
                await cluster.RestartAgent(random.Next(FailoverCluster.AgentCount));
                break;
            case "keeper":
                await keeper.Restart();
                break;
            case "queue" when !queue.HasExited:
                await queue.Restart();
                break;
        }
    }

    private static async Task Whole(ServiceCopies copies, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(BackMax);
        while (copies.Count != Copies)
        {
            await Task.Delay(Look, limit.Token);
        }
    }

    /// <summary>Layers of jobs; each takes a second or two and comes after two of the layer before. Each writes its name when it has succeeded.</summary>
    private static JobOutputs WriteJobs(string folder, Random random)
    {
        var outputs = new JobOutputs($"{folder}/done");
        var jobs = new JsonArray();
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var i = 0; i < Width; i++)
            {
                string Name(int of, int number) => string.Create(CultureInfo.InvariantCulture, $"job-{of}-{number}");
                string[] after = layer == 0 ? [] : [Name(layer - 1, i), Name(layer - 1, random.Next(Width))];
                jobs.Add((JsonNode)new JsonObject
                {
                    ["name"] = Name(layer, i),
                    ["command"] = string.Create(CultureInfo.InvariantCulture, $"sleep {1 + (random.Next(10) / 10.0)}; echo {Name(layer, i)} >> {outputs.Path}"),
                    ["after"] = new JsonArray([.. after.Distinct().Select(name => JsonValue.Create(name))]),
                });
            }
        }

        File.WriteAllText($"{folder}/jobs.json", JsonSerializer.Serialize(new JsonObject { ["jobs"] = jobs }));
        return outputs;
    }

    /// <summary>The file to which each job adds its name.</summary>
    private sealed record JobOutputs(string Path)
    {
        public int Done => Names().Distinct().Count();

        public int Once => Names().CountBy(name => name).Count(name => name.Value == 1);

        public int More => Names().CountBy(name => name).Count(name => name.Value > 1);

        private string[] Names() => File.Exists(Path) ? File.ReadAllLines(Path) : [];
    }
}
