namespace MesosOrleans.Log;

/// <summary>
/// Another coordinator holds a higher proposal. What was being written may or may not have been chosen; nothing more will be written by
/// this one.
/// </summary>
public sealed class DemotedException(long proposal, long seen)
    : Exception($"The log's coordinator with proposal {proposal} was demoted: a replica has seen proposal {seen}. Another coordinator took over.")
{
    public long Proposal { get; } = proposal;

    public long Seen { get; } = seen;
}

/// <summary>The ensemble has another version by now: find its replicas anew. What was being written may or may not have been chosen.</summary>
public sealed class EnsembleChangedException(Ensemble next) : Exception($"The replicas of the log changed: {next}.")
{
    public Ensemble Next { get; } = next;
}

/// <summary>Fewer replicas than a quorum could answer. The outcome of a write that ends so is unknown.</summary>
public sealed class NoQuorumException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Two different actions were learned for one position: the log is not a log any more, and only an operator can decide.</summary>
public sealed class LogDivergedException(string message) : Exception(message);

/// <summary>No replica that answers is part of a log.</summary>
public sealed class LogAbsentException(string message) : Exception(message);
