namespace MesosOrleans.Log;

/// <summary>
/// Where one replica keeps its metadata row and its position rows. Holds no rule: what is written was decided by <see cref="Acceptor"/>.
/// Several processes may share one store; each commit is one atomic step among all of them.
/// </summary>
public interface IReplicaStore : IAsyncDisposable
{
    /// <summary>For people: a file, or a server and database.</summary>
    string Name { get; }

    /// <summary>
    /// The metadata and the rows of <paramref name="count"/> positions from <paramref name="first"/> on, as of one moment.
    /// </summary>
    Task<ReplicaState> Load(long first, int count, CancellationToken cancellation);

    /// <summary>
    /// If the change still <see cref="ReplicaChange.Holds"/>: stores what
    /// <see cref="ReplicaChange.Over"/> gives, hides rows below its Begin (and deletes them when it suits), and returns, a durable change
    /// only when it is on disk. Otherwise changes nothing. Either way answers the actual state, as of the same moment: an election takes
    /// the log's end from it.
    /// </summary>
    Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change, CancellationToken cancellation);

    /// <summary>The rows that exist between two positions, both included, in order.</summary>
    Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation);

    /// <summary>The first <paramref name="limit"/> positions between two, both included, that have no learned record; in order.</summary>
    Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation);
}
