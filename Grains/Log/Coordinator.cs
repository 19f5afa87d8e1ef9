using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>Where a coordinator stands.</summary>
public enum CoordinatorState
{
    Initial,
    Electing,
    Elected,
    Writing,

    /// <summary>A higher proposal was seen.</summary>
    Demoted,

    /// <summary>
    /// A request ended without a quorum or was given up: its outcome is unknown, so no further position may be written before another
    /// election.
    /// </summary>
    Failed,
}

/// <summary>
/// The proposer of the log (Lamport, phases 1a and 2a; Mesos 0.19 src/log/coordinator.cpp). An election is a promise of a quorum for all
/// positions, followed by filling every position up to the end that the quorum knows (<c>Coordinator.Election.cs</c>); from then on an
/// append is one round trip (multi-Paxos), since nobody else can get a quorum for a position beyond the end without a higher proposal.
///
/// It goes on as soon as a quorum has answered. The slower replicas get the same requests and are not waited for. One answer with a higher
/// proposal before that ends it: <see cref="DemotedException"/>. It is used by one caller at a time, has no clock, and retries nothing: who
/// calls it decides when to elect again.
/// </summary>
public sealed partial class Coordinator : IAsyncDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ImmutableArray<ReplicaLine> _lines;
    private readonly int _quorum;
    private readonly long _ensemble;
    private long _next;

    /// <param name="replicas">All replicas of the ensemble; a strict majority of them is a quorum.</param>
    /// <param name="ensemble">The version of the ensemble that they are.</param>
    /// <param name="replicaFailed">Told of each call that a replica did not answer: its name, and why.</param>
    public Coordinator(IReadOnlyCollection<ILogReplica> replicas, long ensemble = 0, Action<string, Exception>? replicaFailed = null)
    {
        if (replicas.Count == 0)
            throw new ArgumentException("A log needs at least one replica.", nameof(replicas));

        _lines = [.. replicas.Select(replica => new ReplicaLine(replica, replicaFailed ?? ((_, _) => { }), _lifetime.Token))];
        _quorum = (_lines.Length / 2) + 1;
        _ensemble = ensemble;
    }

    public CoordinatorState State { get; private set; }

    /// <summary>The proposal of the last election; 0 before the first.</summary>
    public long Proposal { get; private set; }

    /// <summary>Appends in one round trip; answers the position of the first. All are chosen when it returns.</summary>
    public Task<long> Append(IReadOnlyList<ReadOnlyMemory<byte>> data, CancellationToken cancellation) =>
        Write([.. data.Select(bytes => new LogAction.Append(bytes))], cancellation);

    /// <summary>
    /// Gives up positions below <paramref name="to"/>, which must not lie beyond the log's end; answers the position of the truncation.
    /// </summary>
    public Task<long> Truncate(long to, CancellationToken cancellation)
    {
        if (to > _next)
            throw new ArgumentOutOfRangeException(nameof(to), to, $"Only what was chosen can be truncated; the log ends before position {_next}.");
        return Write([new LogAction.Truncate(to)], cancellation);
    }

    /// <summary>
    /// Ends well only if nobody had a higher proposal when it began: a quorum says that it still holds to this one's. So what this
    /// coordinator has written and read is the log as it was at that moment, or later.
    /// </summary>
    public Task Confirm(CancellationToken cancellation) => Work(CoordinatorState.Elected, CoordinatorState.Writing, CoordinatorState.Elected, async () =>
    {
        await Ask((replica, token) => replica.Describe(token), metadata => Fence(metadata.Promised) && Votes(metadata), cancellation);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await Settled();
        _lifetime.Dispose();
    }

    /// <summary>Ends when every replica has answered, or failed, what it was asked.</summary>
    internal Task Settled() => Task.WhenAll(_lines.Select(line => line.Settled()));

    private Task<long> Write(ImmutableArray<LogAction> actions, CancellationToken cancellation)
    {
        if (actions.IsEmpty)
            throw new ArgumentException("There is nothing to write.", nameof(actions));

        return Work(CoordinatorState.Elected, CoordinatorState.Writing, CoordinatorState.Elected, async () =>
        {
            var first = _next;
            await Choose(Proposal, first, actions, cancellation);
            _next += actions.Length;
            return first;
        });
    }

    /// <summary>Phase 2 and, once a quorum has accepted, the news to everybody.</summary>
    private async Task Choose(long proposal, long first, ImmutableArray<LogAction> actions, CancellationToken cancellation)
    {
        var write = new WriteRequest(_ensemble, proposal, first, actions);
        await Ask((replica, token) => replica.Write(write, token), reply => Judge<LogReply.Accepted>(reply), cancellation);
        Tell(proposal, first, actions);
    }

    private void Tell(long proposal, long first, ImmutableArray<LogAction> actions)
    {
        var learn = new LearnRequest(_ensemble, proposal, first, actions);
        foreach (var line in _lines)
            _ = line.Ask((replica, token) => replica.Learn(learn, token));
    }

    private async Task<T> Work<T>(CoordinatorState from, CoordinatorState during, CoordinatorState after, Func<Task<T>> work)
    {
        if (State != from)
            throw new InvalidOperationException($"The log's coordinator is {State}; this needs {from}.");

        State = during;
        try
        {
            var result = await work();
            State = after;
            return result;
        }
        catch (Exception exception)
        {
            State = exception is DemotedException ? CoordinatorState.Demoted : CoordinatorState.Failed;
            throw;
        }
    }

    private bool Judge<TYes>(LogReply reply)
        where TYes : LogReply
    {
        if (reply is LogReply.Rejected rejected)
            throw new DemotedException(Proposal, rejected.Proposal);
        return reply is TYes;
    }

    private bool Fence(long promised) => promised > Proposal ? throw new DemotedException(Proposal, promised) : true;

    private static bool Votes(ReplicaMetadata metadata) => metadata.Status == ReplicaStatus.Voting;

    /// <summary>Asks every replica, and returns with the first quorum of answers that <paramref name="counts"/>.</summary>
    private async Task<List<T>> Ask<T>(Func<ILogReplica, CancellationToken, Task<T>> request, Func<T, bool> counts, CancellationToken cancellation)
        where T : class
    {
        var answers = new List<T>(_quorum);
        var others = new List<string>();
        Exception? failure = null;
        var asked = _lines.Select(line => line.Ask(request)).ToList();
        await foreach (var task in Task.WhenEach(asked).WithCancellation(cancellation))
        {
            var answer = await task;
            if (answer.Value is { } value && counts(value))
            {
                answers.Add(value);
                if (answers.Count == _quorum)
                    return answers;
            }
            else
            {
                failure ??= answer.Failure;
                others.Add($"{answer.Line.Name}: {answer.Failure?.Message ?? answer.Value!.ToString()}");
            }
        }

        throw new NoQuorumException(
            $"{answers.Count} of {_lines.Length} replicas of the log could answer, {_quorum} are needed. {string.Join("; ", others)}", failure);
    }
}
