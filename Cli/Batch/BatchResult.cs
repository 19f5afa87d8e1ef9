using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.Batch;

/// <summary>How a line ended.</summary>
/// <param name="Line">Which.</param>
/// <param name="TaskId">Of its last attempt.</param>
/// <param name="State">Terminal.</param>
/// <param name="Code">Exit code, 128+n after signal n; null if nobody can tell.</param>
/// <param name="Seconds">From RUNNING to the end, by the clock of the slave; null if it never ran.</param>
/// <param name="SlaveId">Where; null if no slave ever had it.</param>
/// <param name="Attempts">More than 1 if it was lost before.</param>
/// <param name="Message">Why, from the agent or the masters.</param>
internal sealed record BatchResult(
    BatchLine Line, TaskId TaskId, TaskState State, int? Code, double? Seconds, SlaveId? SlaveId, int Attempts, string? Message)
{
    /// <summary>Why its output could not be fetched; null if it was, or if there is none.</summary>
    public string? OutputProblem { get; init; }

    public bool IsGood => State == TaskState.Finished && OutputProblem is null;
}
