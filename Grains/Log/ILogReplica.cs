namespace MesosOrleans.Log;

/// <summary>One replica of the log, as a coordinator sees it. A call that throws is no answer: nothing is known of its outcome.</summary>
public interface ILogReplica
{
    /// <summary>For people: a file, or a server and database.</summary>
    string Name { get; }

    /// <summary>Answers Promised, Rejected, Truncated, WrongStatus or WrongEnsemble; a promise is durable before it is answered.</summary>
    Task<LogReply> Promise(PromiseRequest request, CancellationToken cancellation);

    /// <summary>
    /// Answers Accepted, Rejected, Truncated, WrongStatus or WrongEnsemble; what is accepted is durable before it is answered.
    /// </summary>
    Task<LogReply> Write(WriteRequest request, CancellationToken cancellation);

    /// <summary>Answers Accepted.</summary>
    Task<LogReply> Learn(LearnRequest request, CancellationToken cancellation);

    /// <summary>Answers Accepted, WrongStatus or WrongEnsemble.</summary>
    Task<LogReply> Move(StatusRequest request, CancellationToken cancellation);

    /// <summary>
    /// The records from <paramref name="from"/> to <paramref name="to"/>, both included, in order; also those that are not learned.
    /// </summary>
    Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation);

    /// <summary>How the replica stands now (from the store, not from memory).</summary>
    Task<ReplicaMetadata> Describe(CancellationToken cancellation);
}
