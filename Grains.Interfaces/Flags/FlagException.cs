namespace MesosOrleans.Flags;

/// <summary>
/// What somebody wrote on the command line, in the environment or in <c>appsettings.json</c> cannot be used.
/// The message is for that person: it names the input, what was expected and an example.
/// A program prints it on standard error and ends with <see cref="ProgramFlags.BadUsage"/>.
/// </summary>
/// <param name="message">The sentence for the user, without the program's name.</param>
/// <param name="cause">What lies behind it, or null.</param>
public sealed class FlagException(string message, Exception? cause = null) : Exception(message, cause);
