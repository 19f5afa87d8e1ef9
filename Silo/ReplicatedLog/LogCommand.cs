using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using MesosOrleans.Log;
using MesosOrleans.Silo.Membership;
using MesosOrleans.Storage;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>
/// <c>mesos log COMMAND</c>: what <c>mesos-log</c> was to operators of Mesos. It speaks to the replicas directly, as that did, so that it works
/// whether silos run or not.
/// </summary>
internal static class LogCommand
{
    private const string Program = "mesos log";

    private static readonly (FlagSet Flags, Func<FlagValues, CancellationToken, Task<int>> Run)[] All =
    [
        (LogFlags.Status, StatusCommand.Run),
        (LogFlags.Read, ReadCommand.Run),
        (LogFlags.Initialize, InitializeCommand.Run),
        (LogFlags.AddReplica, EnsembleCommands.Add),
        (LogFlags.RemoveReplica, EnsembleCommands.Remove),
        (LogFlags.ResetReplica, EnsembleCommands.Reset),
        (LogFlags.Benchmark, BenchmarkCommand.Run),
    ];

    public static async Task<int> Run(string[] args)
    {
        var name = args.Length == 0 ? "" : args[0];
        if (name is "--help" or "help")
        {
            if (args.Length > 1 && name == "help")
                return await Run([args[1], "--help"]);
            Console.Out.Write(Overview());
            return ExitCodes.Ok;
        }

        var command = Array.Find(All, command => Name(command.Flags) == name);
        if (command.Flags is null)
            return ProgramFlags.Refuse(Program, Unknown(name));
        if (!ProgramFlags.Read(command.Flags, args[1..], out var flags, out var exitCode))
            return exitCode;

        using var interrupt = new Interrupt();
        using var timeout = new CancellationTokenSource();
        if (command.Flags.TryGet(LogFlags.Timeout.Name, out _) && flags.Get(LogFlags.Timeout) is { } limit)
            timeout.CancelAfter(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, timeout.Token);
        try
        {
            return await command.Run(flags, either.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return await Fail(command.Flags, $"not done within --timeout={DurationText.Format(flags.Get(LogFlags.Timeout)!.Value)}; the same command again goes on", ExitCodes.TimedOut);
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            return await Fail(command.Flags, problem.Message, ExitCodes.Failed);
        }
    }

    // What is not listed here is a bug of ours and keeps its stack trace.
    private static bool IsExpected(Exception problem) => problem is StoreException or NoAnswerException or NoQuorumException or LogAbsentException
        or DemotedException or LogDivergedException or EnsembleChangeException or WorkDirectoryException or ClusterDatabaseException
        or IOException or UnauthorizedAccessException;

    private static async Task<int> Fail(FlagSet flags, string problem, int exitCode)
    {
        await Console.Error.WriteLineAsync($"{flags.Name}: {problem}");
        return exitCode;
    }

    private static string Name(FlagSet flags) => flags.Name[(Program.Length + 1)..];

    private static string Unknown(string name)
    {
        var known = All.Select(command => Name(command.Flags)).ToList();
        var near = NearestName.Find(name, known);
        return name.Length == 0 ? $"name one of {string.Join(", ", known)}"
            : $"unknown command '{name}'; " + (near is null ? $"there are {string.Join(", ", known)}" : $"did you mean '{near}'?");
    }

    private static string Overview()
    {
        var table = new TextTable("COMMAND", "WHAT IT DOES");
        foreach (var (flags, _) in All)
            table.Add(Name(flags), flags.Summary.Split(". ")[0].TrimEnd('.'));
        return $"Usage: {Program} COMMAND [flags]\n\n{table.Render()}\n'{Program} COMMAND --help' lists the flags of a command.\n";
    }
}
