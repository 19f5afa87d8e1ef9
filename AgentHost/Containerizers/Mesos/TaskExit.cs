using MesosOrleans.AgentHost.Tasks;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>How a command ended: with an exit code, by a signal, or (neither) in a way that only <see cref="Message"/> can tell.</summary>
public sealed record TaskExit
{
    public int? ExitCode { get; private init; }

    public int? Signal { get; private init; }

    public required string Message { get; init; }

    /// <summary>Decodes a status as waitpid gives it: the signal in the low seven bits, or 0 there and the exit code above them.</summary>
    public static TaskExit OfRawStatus(int status)
    {
        var signal = status & 0x7F;
        var code = (status >> 8) & 0xFF;
        return signal == 0
            ? new TaskExit { ExitCode = code, Message = $"Command exited with status {code}" }
            : new TaskExit { Signal = signal, Message = $"Command terminated with signal {SignalName.Of(signal)}" };
    }

    /// <summary>The status of the command is not known.</summary>
    public static TaskExit Lost(string message) => new() { Message = message };
}
