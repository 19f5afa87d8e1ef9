using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// What isolation does to processor hogs, as <c>/monitor/statistics.json</c> of a real agent counts it: a limit of half a core, and two shares of one core.
/// Needs root.
/// </summary>
internal static class IsolationBench
{
    private const string Hog = "exec taskset -c 0 sh -c 'while :; do :; done'";

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var seconds = flags.Get(BenchFlags.Seconds);
        await using var silo = await BenchProgram.Silo();
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        var half = await Cores(silo, connection, seconds, ["--cgroups_enable_cfs"], [Task("half", "cpus:0.5;mem:32")], cancel);
        var shares = await Cores(silo, connection, seconds, [], [Task("one", "cpus:0.25;mem:32"), Task("three", "cpus:0.75;mem:32")], cancel);
        return new JsonObject
        {
            ["bench"] = "isolation",
            ["seconds"] = seconds,
            ["half_core"] = Math.Round(half["half"], 3),
            ["share_one"] = Math.Round(shares["one"], 3),
            ["share_three"] = Math.Round(shares["three"], 3),
            ["share_ratio"] = Math.Round(shares["three"] / shares["one"], 3),
        };
    }

    private static RunningTask Task(string id, string resources) => new(id, Hog, Resources.Parse(resources));

    /// <summary>Cores that each task used on the average.</summary>
    private static async Task<Dictionary<string, double>> Cores(
        BenchProgram silo, MasterConnection connection, int seconds, string[] flags, RunningTask[] tasks, CancellationToken cancel)
    {
        using var cgroups = new BenchCgroups();
        await using var agent = await BenchProgram.Agent(
            silo.Master, ["--resources=cpus:4;mem:4096", "--isolation=cgroups/cpu,cgroups/mem", $"--cgroups_root={cgroups.Root(0)}", .. flags]);
        cgroups.Prefer(0);
        await using var running = await RunningTasks.Start(connection, tasks, cancel);
        using var http = new HttpClient { BaseAddress = agent.Address };
        var before = await Statistics(http, cancel);
        await System.Threading.Tasks.Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
        var after = await Statistics(http, cancel);
        return after.ToDictionary(
            task => task.Key, task => (task.Value.Used - before[task.Key].Used) / (task.Value.At - before[task.Key].At), StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, (double Used, double At)>> Statistics(HttpClient http, CancellationToken cancel)
    {
        var entries = JsonNode.Parse(await http.GetStringAsync("monitor/statistics.json", cancel))!.AsArray();
        return entries.ToDictionary(
            entry => (string)entry!["executor_id"]!,
            entry =>
            {
                double Number(string name) => Convert.ToDouble(entry!["statistics"]![name]!.ToString(), CultureInfo.InvariantCulture);
                return (Number("cpus_user_time_secs") + Number("cpus_system_time_secs"), Number("timestamp"));
            },
            StringComparer.Ordinal);
    }
}
