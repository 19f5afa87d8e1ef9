using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.Terminal;

/// <summary>Colours for people: only on a terminal, and never with <c>NO_COLOR</c> (https://no-color.org).</summary>
internal sealed class Paint(bool isOn)
{
    public static readonly Paint Off = new(false);

    public static Paint ForOutput() => new(!Console.IsOutputRedirected && IsWanted);

    public static Paint ForErrors() => new(!Console.IsErrorRedirected && IsWanted);

    public static bool IsWanted => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");

    public string Red(string text) => In("31", text);

    public string Green(string text) => In("32", text);

    public string Faint(string text) => In("2", text);

    public string State(TaskState state, string text) => state switch
    {
        TaskState.Finished => Green(text),
        TaskState.Failed or TaskState.Lost or TaskState.Killed => Red(text),
        _ => text,
    };

    private string In(string code, string text) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
