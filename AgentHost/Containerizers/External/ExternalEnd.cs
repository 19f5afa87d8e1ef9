using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>How a container ended, from what the program said of it (rules 11.13, 18.11, 18.12).</summary>
internal static class ExternalEnd
{
    private const string Destroyed = "Container was destroyed";

    /// <param name="said">By <c>wait</c>; null if it said nothing that counts.</param>
    /// <param name="isDestroyed">It was ended by us: then no status means success, and the program's own <c>killed</c> is no limit.</param>
    /// <param name="problems">What went wrong on the way, for the owner of the task.</param>
    public static ContainerTermination Of(ContainerizerTermination? said, bool isDestroyed, IReadOnlyCollection<string> problems)
    {
        var more = problems.Count == 0 ? "" : $" ({string.Join("; ", problems)})";
        if (isDestroyed)
            return ContainerTermination.Of(said is { Status: { } status and not 0 } ? Exit(said, status, more) : TaskExit.Lost(Destroyed + more));
        if (said is null)
            return ContainerTermination.Of(TaskExit.Lost($"Abnormal executor termination{more}"));
        if (said.Killed)
            return new ContainerTermination(IsLimitation: true, (said.Message.Length > 0 ? said.Message : "Container was killed by the containerizer") + more, TaskExit.Lost(said.Message));
        return ContainerTermination.Of(said.Status is { } known
            ? Exit(said, known, more)
            : TaskExit.Lost((said.Message.Length > 0 ? said.Message : "Container ended, and the containerizer does not say how") + more));
    }

    private static TaskExit Exit(ContainerizerTermination said, int status, string more)
    {
        var exit = TaskExit.OfRawStatus(status);
        return exit with { Message = (said.Message.Length > 0 ? $"{exit.Message}: {said.Message}" : exit.Message) + more };
    }
}
