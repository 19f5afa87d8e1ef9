using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Wire;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>What the end of a call means: its result, or why it has none, in words for the owner of the task (rules 18.2, 18.9, 18.11).</summary>
internal static class CallVerdict
{
    private const int CannotExecute = 126;
    private const int NotFound = 127;

    // So a shell says that what it started was ended by a signal.
    private const int SignalBase = 128;
    private const int SignalsMax = 64;

    /// <summary>Why the call has failed; null if it did what it was for. Its output is not looked at.</summary>
    public static string? Problem(ContainerizerCommand command, CallEnding ending)
    {
        var name = $"the containerizer's '{command.Word()}'";
        if (ending.StartFailure is { } failure)
            return $"{name} could not be started: {failure}";
        if (ending.GivenUp is { } reason)
            return Explained($"{name} {reason}", ending);
        if (ending.Status is not { } status)
            return $"{name} ended, and nobody knows how";
        var exit = TaskExit.OfRawStatus(status);
        return exit.ExitCode switch
        {
            0 => null,
            NotFound => Explained($"the containerizer program was not found ('{command.Word()}' exited with status {NotFound})", ending),
            CannotExecute => Explained($"the containerizer program cannot be executed ('{command.Word()}' exited with status {CannotExecute})", ending),
            > SignalBase and < SignalBase + SignalsMax and var code => Explained($"{name} was terminated with signal {Tasks.SignalName.Of(code - SignalBase)}", ending),
            { } code => Explained($"{name} exited with status {code}", ending),
            null => Explained($"{name} was terminated with signal {Tasks.SignalName.Of(exit.Signal!.Value)}", ending),
        };
    }

    /// <summary>True if no further call can do any better: the program itself is not there.</summary>
    public static bool IsUnusable(CallEnding ending) =>
        ending.StartFailure is not null || (ending.Status is { } status && TaskExit.OfRawStatus(status).ExitCode is NotFound or CannotExecute);

    /// <summary>The call's result.</summary>
    /// <exception cref="ContainerizerException">It has none; the message says why.</exception>
    public static T Result<T>(ContainerizerCommand command, CallEnding ending, MessageCodec<T> codec)
    {
        if (Problem(command, ending) is { } problem)
            throw new ContainerizerException(problem);
        var held = ending.IsHeld ? ", and left a process behind that holds its output" : "";
        if (ending.Output.IsEmpty)
            throw new ContainerizerException(Explained($"the containerizer's '{command.Word()}' exited with status 0 and wrote no result{held}", ending));
        try
        {
            return HostFrame.Read(codec, ending.Output.Span, CallOutput.MessageMax);
        }
        catch (MessageException e)
        {
            throw new ContainerizerException(Explained($"the containerizer's '{command.Word()}' wrote no result that can be read: {e.Message}{held}", ending), e);
        }
    }

    private static string Explained(string what, CallEnding ending) => ending.Errors is { } errors ? $"{what}: {errors}" : what;
}
