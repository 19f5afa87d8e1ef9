using MesosOrleans.Terminal;

namespace MesosOrleans.Cli;

/// <summary>The command cannot do what it was asked for; the message is for the user.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
