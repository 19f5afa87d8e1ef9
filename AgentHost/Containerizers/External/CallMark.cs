namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>
/// How the processes of a call are known, whatever they do to their parents and sessions: a variable that children inherit. So what a program leaves behind is found when its container is over, also by a restarted agent.
/// A process that empties its environment is not found.
/// </summary>
internal static class CallMark
{
    /// <summary>Its value is the command, a colon, and the container's ID (or an ID of the call's own).</summary>
    public const string Variable = "MESOS_CONTAINERIZER_CALL";

    public static string Of(ContainerizerCommand command, string id) => $"{command.Word()}:{id}";

    /// <summary>True if the mark is of any call about the container.</summary>
    public static bool IsOf(string mark, string container) => mark.Length > container.Length && mark[^(container.Length + 1)] == ':' && mark.EndsWith(container, StringComparison.Ordinal);

    /// <summary>What stands behind the colon.</summary>
    public static string ContainerOf(string mark) => mark[(mark.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The mark in the contents of <c>/proc/PID/environ</c>; null if it is not there.</summary>
    public static string? In(ReadOnlySpan<byte> environ) => ValueIn(environ, "MESOS_CONTAINERIZER_CALL="u8);

    /// <summary>The value of a variable, by its name with the equals sign; null if it is not there.</summary>
    public static string? ValueIn(ReadOnlySpan<byte> environ, ReadOnlySpan<byte> name)
    {
        foreach (var part in environ.Split((byte)0))
        {
            var variable = environ[part];
            if (variable.StartsWith(name))
                return System.Text.Encoding.UTF8.GetString(variable[name.Length..]);
        }
        return null;
    }
}
