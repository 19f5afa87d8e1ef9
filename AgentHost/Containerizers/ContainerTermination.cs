using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>How a container ended (rule 16.5).</summary>
/// <param name="IsLimitation">An isolator ended it because it went beyond a limit: its tasks have failed, with the message.</param>
/// <param name="Message">Of the isolator; null without one.</param>
/// <param name="Exit">How the command itself ended.</param>
internal sealed record ContainerTermination(bool IsLimitation, string? Message, TaskExit Exit)
{
    /// <summary>No isolator had a hand in it.</summary>
    public static ContainerTermination Of(TaskExit exit) => new(false, null, exit);
}
