using System.Buffers;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>A command line in which a shell would find nothing to do but to start it: then it need not be started itself, with each call of each container.</summary>
internal static class PlainCommand
{
    // No quotes, variables, patterns, operators, comments, home directories.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=,.:@%/ ");

    /// <summary>The program by its path, and its arguments; null if this is for a shell.</summary>
    public static string[]? Words(string command)
    {
        if (command.AsSpan().ContainsAnyExcept(Plain)) return null;
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A name without a path is sought, may be the shell's own, and with an equals sign is a variable.
        return words is [['/', ..] first, ..] && !first.Contains('=', StringComparison.Ordinal) ? words : null;
    }
}
