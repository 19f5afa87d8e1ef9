namespace MesosOrleans.Log;

/// <summary>One replica of the log, as a coordinator sees it. A call that throws is no answer: nothing is known of its outcome.</summary>
public interface ILogReplica
{
    /// <summary>The name under which it is a member of an ensemble: a server and database, for example.</summary>
    string Name { get; }

    /// <summary>Answers as <see cref="Acceptor"/> decides; what it promises or accepts is durable before it is answered.</summary>
    Task<LogReply> Ask(LogRequest request, CancellationToken cancellation);

    /// <summary>
    /// The records from <paramref name="from"/> to <paramref name="to"/>, both included, in order; also those that are not learned.
    /// </summary>
    Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation);

    /// <summary>The first <paramref name="limit"/> positions between two, both included, that have no learned record; in order.</summary>
    Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation);

    /// <summary>How the replica stands now (from the store, not from memory).</summary>
    Task<ReplicaMetadata> Describe(CancellationToken cancellation);
}
