namespace MesosOrleans.Cli.Commands;

/// <summary>One subcommand. The functions are not called before the command is chosen, so that a short command loads little.</summary>
/// <param name="Name">As people type it after <c>mesos</c>.</param>
/// <param name="Summary">One line for <c>mesos help</c>.</param>
/// <param name="Run">Takes the arguments after the name; answers the exit code.</param>
internal sealed record Command(string Name, string Summary, Func<string[], Task<int>> Run);
