using MesosOrleans.Protocol;

namespace MesosOrleans.Terminal;

/// <summary>Colours for people: only on a terminal, and never with <c>NO_COLOR</c> (https://no-color.org).</summary>
/// <param name="isOn">False leaves texts as they are.</param>
public sealed class Paint(bool isOn)
{
    /// <summary>No colours.</summary>
    public static readonly Paint Off = new(false);

    /// <summary>For standard output.</summary>
    public static Paint ForOutput() => new(!Console.IsOutputRedirected && IsWanted);

    /// <summary>For standard error.</summary>
    public static Paint ForErrors() => new(!Console.IsErrorRedirected && IsWanted);

    /// <summary>Whether a terminal, where there is one, shows colours and its user wants them.</summary>
    public static bool IsWanted => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");

    /// <summary>What failed.</summary>
    /// <param name="text">Any text.</param>
    public string Red(string text) => In("31", text);

    /// <summary>What went well.</summary>
    /// <param name="text">Any text.</param>
    public string Green(string text) => In("32", text);

    /// <summary>What stands back.</summary>
    /// <param name="text">Any text.</param>
    public string Faint(string text) => In("2", text);

    /// <summary>In the colour of how a task ended.</summary>
    /// <param name="state">The task's state.</param>
    /// <param name="text">Any text.</param>
    public string State(TaskState state, string text) => state switch
    {
        TaskState.Finished => Green(text),
        TaskState.Failed or TaskState.Lost or TaskState.Killed => Red(text),
        _ => text,
    };

    private string In(string code, string text) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
