using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What a command has answered.</summary>
public sealed record Answer(int Code, string Printed, string Errors);

/// <summary>The command line as people use it.</summary>
internal static class Mesos
{
    /// <summary>Runs a command to its end.</summary>
    public static async Task<Answer> Run(params string[] arguments)
    {
        await using var command = TestProgram.Start("Cli", arguments);
        return await End(command);
    }

    /// <summary>Waits for the end of a command.</summary>
    public static async Task<Answer> End(TestProgram command) => new(await command.Exit(), command.Printed, command.Errors);
}
