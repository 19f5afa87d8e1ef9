namespace MesosOrleans.Flags;

/// <summary>A flag as somebody gave it, before its text is read.</summary>
/// <param name="Flag">The definition.</param>
/// <param name="Raw">The text, perhaps <c>file://…</c>.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Origin">How a message names it: <c>--port</c>, <c>the variable MESOS_PORT</c>.</param>
internal sealed record GivenFlag(Flag Flag, string Raw, FlagSource Source, string Origin);
