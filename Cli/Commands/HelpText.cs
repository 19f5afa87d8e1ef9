using System.Text;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Commands;

/// <summary>What <c>mesos help</c> says, and what a mistyped command is told.</summary>
internal static class HelpText
{
    public static string Overview(IReadOnlyList<Command> commands)
    {
        var text = new StringBuilder("Usage: mesos COMMAND [flags]\n\n");
        foreach (var command in commands)
        {
            text.Append("  ").Append(command.Name.PadRight(12)).Append(command.Summary).Append('\n');
        }

        text.Append(
            """

            'mesos help COMMAND' lists the flags of a command. Each can be given as --name=value, and where it makes sense
            as the variable MESOS_NAME: with MESOS_MASTER=HOST:PORT, or after
            'mesos config master HOST:PORT', no command needs --master.

            Exit codes: 0 ok; 1 failed; 2 the command line or an input file cannot be used; 124 --timeout has passed;
            130 interrupted. 'mesos execute' answers with its task's exit code, or with 128+n if signal n ended the task.

            """);
        return text.ToString();
    }

    public static string Unknown(string name, IReadOnlyList<Command> commands)
    {
        var near = NearestName.Find(name, commands.Select(command => command.Name));
        return $"mesos: unknown command '{name}'" + (near is null ? "" : $"; did you mean '{near}'?") + "\nsee mesos help";
    }

    public static int PrintVersion()
    {
        Console.Out.WriteLine(ProgramFlags.VersionLine);
        Console.Out.WriteLine("Mesos 0.19.0 compatible");
        return ExitCodes.Ok;
    }
}
