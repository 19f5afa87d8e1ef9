namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code; null if a signal ended it.</param>
/// <param name="Signal">The signal's number; null if it exited.</param>
/// <param name="Problem">Not null: nobody can say how it ended, and why. The others are null then.</param>
internal readonly record struct ContainerExit(int? Code, int? Signal, string? Problem = null)
{
    public static ContainerExit Exited(int code) => new(code, null);

    public static ContainerExit Signalled(int signal) => new(null, signal);

    public static ContainerExit Unknown(string problem) => new(null, null, problem);
}
