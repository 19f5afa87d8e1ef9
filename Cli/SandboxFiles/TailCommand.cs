using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.SandboxFiles;

/// <summary><c>mesos tail</c>: the end of a file of a sandbox, and what comes after it.</summary>
internal static class TailCommand
{
    private static readonly Flag<bool> Follow =
        Flag.Bool("follow", false, "Goes on with what the task writes, until it ends.").FromCommandLineOnly().WithLetter('f');

    private static readonly Flag<int> Lines = Flag.Integer("lines", 10, "How many of the last lines are printed.").FromCommandLineOnly().WithLetter('n');

    public static readonly FlagSet Set = new(
        "mesos tail", "Prints the last lines of a file of a task's sandbox, stdout if none is named. TASK is an ID, a part of one, or FRAMEWORK/TASK.",
        [.. SandboxTarget.Flags, Follow, Lines], SandboxTarget.Positional);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var slaves = new SlaveHttp(TimeSpan.FromSeconds(10));
        var target = SandboxTarget.Of(values, "stdout", await master.State(interrupt.Token));
        await using var output = Console.OpenStandardOutput();
        var tail = new FollowedFile(slaves, target, output);
        await tail.Last(values.Get(Lines), interrupt.Token);
        if (values.Get(Follow))
        {
            await tail.Follow(() => HasEnded(master, target, interrupt.Token), interrupt.Token);
        }

        return ExitCodes.Ok;
    }

    private static async Task<bool> HasEnded(MasterHttp master, SandboxTarget target, CancellationToken cancel) =>
        !TaskFinder.All(await master.State(cancel), null).Any(one =>
            one.IsLive && one.Framework.Id == target.Found.Framework.Id && one.Task.Id == target.Found.Task.Id);
}
