using System.Text.Json.Nodes;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Listings;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Tasks;

/// <summary><c>mesos kill</c>: ends tasks of any framework; each framework hears of it as of any other end.</summary>
internal static class KillCommand
{
    private static readonly Flag<string?> Framework =
        Flag.Text("framework", "The framework whose tasks are meant: its name, its ID, or a part of that.").FromCommandLineOnly();

    private static readonly Flag<TimeSpan> Wait = Flag.Duration(
        "wait", "30secs", "How long is waited for the tasks to end; 0secs does not wait.").FromCommandLineOnly();

    public static readonly FlagSet Set = new(
        "mesos kill", "Ends tasks, and waits until they have ended. TASK is an ID, a part of one, or FRAMEWORK/TASK.",
        [ClusterFlags.Master, SecurityFlags.Credential, ClusterFlags.Json, Framework, Wait], "TASK...");

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        if (values.Positional.Length == 0)
        {
            return ProgramFlags.Refuse(Set.Name, "no task is named: expected TASK...; 'mesos tasks' lists them");
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        var state = await master.State(interrupt.Token);
        // All are found before one is killed: a mistyped one leaves the others alone.
        var found = values.Positional.Select(text => TaskFinder.One(state, text, values.Get(Framework))).Distinct().ToList();
        await using var connection = await MasterConnection.Connect(
            values.Get(ClusterFlags.Master), new MasterConnectionOptions { Credential = SecurityFlags.CredentialOf(values) }, interrupt.Token);
        var ends = await Task.WhenAll(found.Select(one => Kill(connection, one, values.Get(Wait), interrupt.Token)));
        await Console.Out.WriteAsync(values.Get(ClusterFlags.Json)
            ? ListingText.JsonLines(ends.Select(end => end.Json))
            : string.Concat(ends.Select(end => end.Line + "\n")));
        return ends.All(end => end.IsGood) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task<Killed> Kill(MasterConnection connection, FoundTask one, TimeSpan wait, CancellationToken cancel)
    {
        var task = connection.Client.Task(new FrameworkId(one.Framework.Id), new TaskId(one.Task.Id));
        if (!one.IsLive || !await task.Kill().WaitAsync(cancel))
        {
            return new Killed(one, one.Task.State, one.IsLive ? "the masters do not know it any more" : "it had ended before", IsGood: !one.IsLive);
        }

        if (wait == TimeSpan.Zero)
        {
            return new Killed(one, one.Task.State, "told to end", IsGood: true);
        }

        var end = await UntilEnd(task, wait, cancel);
        return end is { } state && state.IsTerminal()
            ? new Killed(one, state.WireName(), "it has ended", IsGood: true)
            : new Killed(one, one.Task.State, "told to end, and has not ended yet", IsGood: false);
    }

    // In pieces that are shorter than the time in which a call must be answered.
    private static async Task<TaskState?> UntilEnd(MesosOrleans.Tasks.ITaskGrain task, TimeSpan wait, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = wait - TimeProvider.System.GetElapsedTime(start);
            var piece = left < TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5);
            var summary = await task.WaitForEnd(piece > TimeSpan.Zero ? piece : TimeSpan.Zero).WaitAsync(cancel);
            if (summary is null || summary.State.IsTerminal() || left <= TimeSpan.Zero)
            {
                return summary?.State;
            }
        }
    }

    private sealed record Killed(FoundTask Task, string State, string Message, bool IsGood)
    {
        public string Line => $"{Task.Framework.Id}/{Task.Task.Id}: {State}: {Message}";

        public string Json => new JsonObject
        {
            ["framework_id"] = Task.Framework.Id,
            ["id"] = Task.Task.Id,
            ["state"] = State,
            ["message"] = Message,
        }.ToJsonString();
    }
}
