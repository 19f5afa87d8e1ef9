using System.Globalization;
using System.Text.Json;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Live;

/// <summary><c>mesos events</c>: what changes in a cluster, as it changes.</summary>
internal static class EventsCommand
{
    private static readonly Flag<TimeSpan> Interval = Flag.Duration(
        "interval", "1secs", "How often the silo is asked for its state.", min: TimeSpan.FromMilliseconds(50), max: TimeSpan.FromHours(1)).FromCommandLineOnly();

    public static readonly FlagSet Set = new(
        "mesos events", "Prints what changes in a cluster until it is interrupted: tasks, slaves, frameworks, the leading silo.",
        [ClusterFlags.Master, ClusterFlags.Json, Interval]);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        var known = await master.State(interrupt.Token);
        await Console.Error.WriteLineAsync($"following {StateTables.AddressOf(known.Pid)}: {known.Slaves.Length} slaves, {known.Frameworks.Length} frameworks");
        var isAway = false;
        while (true)
        {
            await Task.Delay(values.Get(Interval), interrupt.Token);
            try
            {
                var now = await master.State(interrupt.Token);
                foreach (var one in ClusterChanges.Between(known, now, TimeProvider.System.GetUtcNow()))
                {
                    await Console.Out.WriteLineAsync(values.Get(ClusterFlags.Json) ? JsonSerializer.Serialize(one, EventJson.Default.ClusterEvent) : Line(one));
                }

                (known, isAway) = (now, false);
            }
            catch (MasterUnreachableException problem)
            {
                // Silos come back; what changed meanwhile is seen then.
                if (!isAway)
                {
                    await Console.Error.WriteLineAsync($"mesos events: {problem.Message}; waiting for it");
                }

                isAway = true;
            }
        }
    }

    /// <summary>One line for people.</summary>
    public static string Line(ClusterEvent one) => string.Create(
        CultureInfo.InvariantCulture, $"{one.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}  {one.Kind,-9}  {one.Id}  {one.Change}  {one.Detail}");
}
