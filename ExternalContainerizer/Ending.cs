using System.Globalization;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer;

/// <summary>How a container ended, as its backend knows it.</summary>
/// <param name="Status">As <c>waitpid</c> gives it; null if nobody knows any more.</param>
/// <param name="OomKilled">Whether the kernel killed in it because its memory was used up.</param>
/// <param name="MemoryLimit">Bytes that it might use; null without a limit.</param>
/// <param name="Note">What else is to be told.</param>
internal sealed record Ending(int? Status, bool OomKilled, long? MemoryLimit, string Note = "")
{
    private const int SignalBase = 128, SignalMax = 64;

    /// <summary>True if the kernel ended it for its memory. One whose child was killed, and which then ended well, ended well.</summary>
    public bool IsOom => OomKilled && Status != 0;

    /// <summary>The code that a shell would show: 128 and the signal's number for a signal.</summary>
    public int ExitCode => Status is not { } status ? 1 : (status & 0x7f) == 0 ? (status >> 8) & 0xff : SignalBase + (status & 0x7f);

    /// <summary>The wait status of a code of Docker, which tells signals as shells do.</summary>
    public static int StatusOf(int exitCode) => exitCode is > SignalBase and <= SignalBase + SignalMax ? exitCode - SignalBase : (exitCode & 0xff) << 8;

    /// <summary>What the agent is told (rule 11.13: what was killed has failed, with this message).</summary>
    public ContainerizerTermination ToTermination() => new()
    {
        Killed = IsOom,
        Message = IsOom
            ? string.Create(CultureInfo.InvariantCulture, $"Memory limit exceeded: Requested: {(MemoryLimit ?? 0) / (1024 * 1024)}MB")
            : Note,
        Status = Status,
    };
}
