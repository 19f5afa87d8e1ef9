using MesosOrleans.Authentication;
using MesosOrleans.Cli.Batch;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Completion;
using MesosOrleans.Cli.Doctor;
using MesosOrleans.Cli.Listings;
using MesosOrleans.Cli.Live;
using MesosOrleans.Cli.Local;
using MesosOrleans.Cli.Processes;
using MesosOrleans.Cli.SandboxFiles;
using MesosOrleans.Cli.Settings;
using MesosOrleans.Cli.Tasks;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Commands;

/// <summary>All subcommands, and what happens to a command line.</summary>
internal static class CommandTable
{
    public static readonly Command[] All =
    [
        new("local", "Runs a silo and agents on this machine until Ctrl-C.", args => LocalCommand.Run(args), () => LocalFlags.Set),
        new("silo", "Runs a silo: the master of a cluster.", args => Task.FromResult(OtherProgram.Silo.Become(args)), () => SiloFlags.Set),
        new("agent", "Runs an agent: offers this machine to a cluster.", args => Task.FromResult(OtherProgram.Agent.Become(args)), () => AgentFlags.Set),
        new("execute", "Runs one command as a task; its output and exit code become those of this command.", args => ExecuteCommand.Run(args), () => ExecuteFlags.Set),
        new("batch", "Runs each line of a file as a task, across the cluster.", args => BatchCommand.Run(args), () => BatchFlags.Set, ArgumentKind.Files),
        new("ps", "Shows the running tasks of a cluster and what they use.", args => PsCommand.Run(args), () => PsCommand.Set),
        new("top", "Shows a cluster and its busiest tasks on a live screen.", args => TopCommand.Run(args), () => TopCommand.Set),
        new("state", "Shows slaves, frameworks and totals of a cluster.", args => StateCommand.Run(args), () => StateCommand.Set),
        List(AllListings.Tasks),
        List(AllListings.Slaves),
        List(AllListings.OfFrameworks),
        List(AllListings.Offers),
        List(AllListings.Roles),
        new("events", "Prints what changes in a cluster, as it changes.", args => EventsCommand.Run(args), () => EventsCommand.Set),
        new("ls", "Lists the sandbox of a task.", args => LsCommand.Run(args), () => LsCommand.Set, ArgumentKind.Tasks),
        new("cat", "Prints a file of the sandbox of a task.", args => CatCommand.Run(args), () => CatCommand.Set, ArgumentKind.Tasks),
        new("tail", "Prints the end of a file of the sandbox of a task; with -f it follows.", args => TailCommand.Run(args), () => TailCommand.Set, ArgumentKind.Tasks),
        new("kill", "Ends tasks.", args => KillCommand.Run(args), () => KillCommand.Set, ArgumentKind.Tasks),
        new("resolve", "Prints which silo leads.", args => ResolveCommand.Run(args), () => ResolveCommand.Set),
        new("log", "Looks at the registry's replicated log and changes its replicas; 'mesos log --help' lists how.", args => Task.FromResult(OtherProgram.Silo.Become(["log", .. args]))),
        new("config", "Shows and changes what is usual for you, such as the master.", args => ConfigCommand.Run(args), () => ConfigCommand.Set, ArgumentKind.Settings),
        new("completion", "Prints a script by which bash, zsh or fish completes commands, flags and tasks.", args => CompletionCommand.Run(args), () => CompletionCommand.Set, ArgumentKind.Shells),
        new("doctor", "Checks whether a silo and an agent run well on this machine, and says what to do.", args => DoctorCommand.Run(args), () => DoctorCommand.Set),
        new("bench", "Measures this system; 'mesos bench --help' lists what.", args => Task.FromResult(OtherProgram.Bench.Become(args))),
        new("sim", "Simulates this system with everything that can fail; 'mesos sim cluster --help' and 'mesos sim log --help' tell more.", args => Task.FromResult(OtherProgram.Bench.Become(["sim", .. args]))),
        new("version", "Prints the version.", _ => Task.FromResult(HelpText.PrintVersion())),
        new("help", "Prints this text, or the flags of one command.", args => Help(args), Takes: ArgumentKind.Commands),
    ];

    public static async Task<int> Run(string[] args)
    {
        var name = args.Length == 0 ? "" : args[0];
        switch (name)
        {
            case "":
                Console.Error.Write(HelpText.Overview(All));
                return ExitCodes.BadUsage;
            case "--help" or "-h":
                name = "help";
                break;
            case "--version":
                name = "version";
                break;
        }

        if (Find(name) is not { } command)
        {
            Console.Error.WriteLine(HelpText.Unknown(name, All));
            return ExitCodes.BadUsage;
        }

        try
        {
            return await command.Run(args[1..]);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception problem) when (Explain(problem) is { } explained)
        {
            Console.Error.WriteLine($"mesos {command.Name}: {explained.Message}");
            return explained.ExitCode;
        }
    }

    private static async Task<int> Help(string[] args)
    {
        if (args.Length == 0 || args[0] is "help" or "version" || args[0].StartsWith('-'))
        {
            Console.Out.Write(HelpText.Overview(All));
            return ExitCodes.Ok;
        }

        return await Run([.. args, "--help"]);
    }

    private static Command List(Listing listing)
    {
        var command = new Lazy<ListCommand>(() => new ListCommand(listing));
        return new Command(listing.Name, listing.Summary, args => command.Value.Run(args), () => command.Value.Set);
    }

    private static Command? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    // What is not listed here is a bug of ours and keeps its stack trace.
    private static CliException? Explain(Exception problem) => problem switch
    {
        CliException known => known,
        FlagException flag => new CliException(flag.Message, ExitCodes.BadUsage),
        MasterUnreachableException or NotAuthenticatedException or NotAuthorizedException or CredentialsException => new CliException(problem.Message),
        IOException or UnauthorizedAccessException => new CliException(problem.Message),
        _ => null,
    };
}
