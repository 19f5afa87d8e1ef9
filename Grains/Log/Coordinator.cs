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
    /// election. Or the ensemble has changed.
    /// </summary>
    Failed,
}

/// <summary>
/// The proposer of the log (Lamport, phases 1a and 2a; Mesos 0.19 src/log/coordinator.cpp). An election is a promise of a quorum for all
/// positions, followed by filling every position up to the end that the quorum knows (<c>Coordinator.Election.cs</c>); from then on an
/// append is one round trip (multi-Paxos), since nobody else can get a quorum for a position beyond the end without a higher proposal.
/// Once elected it also brings back replicas that have lost what they knew (<c>Coordinator.Healing.cs</c>).
///
/// It goes on as soon as a quorum has answered. The slower replicas get the same requests and are not waited for. One answer with a higher
/// proposal before that ends it: <see cref="DemotedException"/>; so does one with a newer version of the ensemble:
/// <see cref="EnsembleChangedException"/>. It is used by one caller at a time, has no clock, and retries nothing: who calls it decides when
/// to elect again.
/// </summary>
public sealed partial class Coordinator : IAsyncDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ImmutableArray<ReplicaLine> _lines;
    private readonly Ensemble _ensemble;
    private readonly Func<Guid> _draw;
    private readonly ProposerRules _rules;
    private readonly Lock _seeing = new();
    private Sightings _seen = Sightings.None;
    private long _begin;
    private long _next;

    /// <param name="ensemble">The version that is asked.</param>
    /// <param name="replicas">All its members.</param>
    /// <param name="draw">Draws the ID of a replica's new life.</param>
    /// <param name="replicaFailed">Told of each call that a replica did not answer: its name, and why.</param>
    public Coordinator(
        Ensemble ensemble, IReadOnlyCollection<ILogReplica> replicas, Func<Guid> draw, Action<string, Exception>? replicaFailed = null)
        : this(ensemble, replicas, draw, replicaFailed, ProposerRules.Sound)
    {
    }

    internal Coordinator(
        Ensemble ensemble, IReadOnlyCollection<ILogReplica> replicas, Func<Guid> draw, Action<string, Exception>? replicaFailed, ProposerRules rules)
    {
        if (!replicas.Select(replica => replica.Name).Order(StringComparer.Ordinal).SequenceEqual(ensemble.Members))
            throw new ArgumentException($"A coordinator needs the replicas of its ensemble, {ensemble}.", nameof(replicas));

        _lines = [.. replicas.Select(replica => new ReplicaLine(replica, replicaFailed ?? ((_, _) => { }), _lifetime.Token))];
        _ensemble = ensemble;
        _draw = draw;
        _rules = rules;
    }

    public CoordinatorState State { get; private set; }

    /// <summary>The proposal of the last election; 0 before the first.</summary>
    public long Proposal { get; private set; }

    /// <summary>The version of the ensemble that it asks.</summary>
    public Ensemble Ensemble => _ensemble;

    /// <summary>Appends in one round trip; answers the position of the first. All are chosen when it returns.</summary>
    public Task<long> Append(IReadOnlyList<ReadOnlyMemory<byte>> data, CancellationToken cancellation) =>
        Write([.. data.Select(bytes => new LogAction.Append(bytes))], cancellation);

    /// <summary>
    /// Gives up positions below <paramref name="to"/>, which must not lie beyond the log's end; answers the position of the truncation.
    /// </summary>
    public async Task<long> Truncate(long to, CancellationToken cancellation)
    {
        if (to > _next)
            throw new ArgumentOutOfRangeException(nameof(to), to, $"Only what was chosen can be truncated; the log ends before position {_next}.");
        var position = await Write([new LogAction.Truncate(to)], cancellation);
        Interlocked.Exchange(ref _begin, Math.Max(_begin, to));
        return position;
    }

    /// <summary>
    /// Chooses the next version of the ensemble, and ends this coordinator: who calls it tells the replicas
    /// (<see cref="LogDirectory.Install"/>) and elects anew.
    /// </summary>
    /// <param name="next">The version that follows.</param>
    /// <param name="newcomer">The replica that it adds, if it does: no member yet, it learns of this entry too, or later.</param>
    /// <param name="cancellation">Given up, it may or may not have been chosen.</param>
    public async Task Configure(Ensemble next, ILogReplica? newcomer, CancellationToken cancellation)
    {
        if (next.Log != _ensemble.Log || next.Version != _ensemble.Version + 1)
            throw new ArgumentException($"{next} does not follow {_ensemble}.", nameof(next));
        var entry = new LogAction.Configure(next);
        var position = await Write([entry], cancellation);
        State = CoordinatorState.Failed;
        if (newcomer is not null)
            await Teach(new ReplicaLine(newcomer, (_, _) => { }, _lifetime.Token), new LearnRequest(_ensemble.Log, Proposal, position, [entry])).WaitAsync(cancellation);
    }

    /// <summary>
    /// Ends well only if nobody had a higher proposal when it began: a quorum says that it still holds to this one's. So what this
    /// coordinator has written and read is the log as it was at that moment, or later.
    /// </summary>
    public Task Confirm(CancellationToken cancellation) => Work(CoordinatorState.Elected, CoordinatorState.Writing, CoordinatorState.Elected, async () =>
    {
        await Ask((replica, token) => replica.Describe(token), Shown.Of,
            metadata => Votes(metadata) && Fence(metadata.Promised), AskedFor.Confirmation, cancellation);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        // Not CancelAsync, which would leave the caller's scheduler.
        _lifetime.Cancel();
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
            Interlocked.Add(ref _next, actions.Length);
            return first;
        });
    }

    /// <summary>Phase 2 and, once a quorum has accepted, the news to everybody.</summary>
    private async Task Choose(long proposal, long first, ImmutableArray<LogAction> actions, CancellationToken cancellation)
    {
        var write = new WriteRequest(_ensemble.Id, proposal, first, actions, Seen());
        if (_rules.TellsEarly)
            Tell(proposal, first, actions);
        await Ask(write, reply => Judge<LogReply.Accepted>(reply), AskedFor.Write, cancellation);
        Tell(proposal, first, actions);
    }

    private void Tell(long proposal, long first, ImmutableArray<LogAction> actions)
    {
        var learn = new LearnRequest(_ensemble.Log, proposal, first, actions);
        foreach (var line in _lines)
            _ = Teach(line, learn);
    }

    /// <summary>Answers whether the replica has learned.</summary>
    private static async Task<bool> Teach(ReplicaLine line, LearnRequest learn)
    {
        var answer = await line.Ask((replica, token) => replica.Ask(learn, token));
        if (answer.Value is not LogReply.Accepted)
        {
            line.Missed(learn.First);
            return false;
        }

        line.Learned(learn.First, learn.First + learn.Count);
        return true;
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

    private bool Votes(ReplicaMetadata metadata) => metadata.Status == ReplicaStatus.Voting && metadata.Ensemble.Id == _ensemble.Id;

    private Task<List<ReplicaAnswer<LogReply>>> Ask(
        LogRequest request, Func<LogReply, bool> counts, AskedFor what, CancellationToken cancellation) =>
        Ask((replica, token) => replica.Ask(request, token), Shown.Of, counts, what, cancellation);

    /// <summary>Asks every replica, and returns with the first quorum of answers that count.</summary>
    private async Task<List<ReplicaAnswer<T>>> Ask<T>(
        Func<ILogReplica, CancellationToken, Task<T>> request, Func<T, Shown> shown, Func<T, bool> counts, AskedFor what,
        CancellationToken cancellation)
        where T : class
    {
        var quorum = _rules.Quorum(_ensemble, what);
        var answers = new List<ReplicaAnswer<T>>(quorum);
        var others = new List<string>();
        Exception? failure = null;

        // What was seen before they were asked, and what they know of each other: what is seen meanwhile may be of the same change.
        var known = Seen();
        var asked = _lines.Select(line => line.Ask(request)).ToList();
        await foreach (var answer in Arrivals.InOrder(asked, cancellation))
        {
            if (answer.Value is not { } value)
            {
                failure ??= answer.Failure;
                others.Add($"{answer.Line.Name}: {answer.Failure!.Message}");
                continue;
            }

            See(answer.Line.Name, shown(value).Metadata);
            if (!counts(value))
            {
                others.Add($"{answer.Line.Name} {Describe(shown(value).Metadata)}");
                continue;
            }

            known = known.Merge(shown(value).Metadata.Known);
            answers.Add(answer);
            if (answers.Count < quorum)
                continue;

            // Anew for each: what a later answer knows may outdate an earlier one.
            var sound = answers.FindAll(given => Counts(known, given.Line, shown(given.Value!)));
            if (sound.Count >= quorum)
                return sound;
        }

        var old = answers.Where(given => !Counts(known, given.Line, shown(given.Value!))).Select(given => $"{given.Line.Name} is an old copy").ToList();
        throw new NoQuorumException(
            $"{answers.Count - old.Count} of {_lines.Length} replicas of the log could answer, {quorum} are needed. {string.Join("; ", others.Concat(old))}", failure);
    }

    private bool Counts(Sightings known, ReplicaLine line, Shown shown) => _rules.Counts(known, line.Name, shown.Metadata.Incarnation, shown.Changes);

    private string Describe(ReplicaMetadata shown) =>
        shown.Ensemble.Id != _ensemble.Id ? $"is part of {shown.Ensemble}" : $"is {shown.Status.ToString().ToUpperInvariant()}";

    /// <summary>Remembers what a replica shows of itself and knows of others.</summary>
    private void See(string member, ReplicaMetadata shown)
    {
        if (shown.Ensemble.Log != _ensemble.Log)
            return;
        if (shown.Ensemble.Version > _ensemble.Version)
            throw new EnsembleChangedException(shown.Ensemble);

        lock (_seeing)
            _seen = _seen.Merge(shown.Known).Merge(new Sighting(member, shown.Incarnation, shown.Changes));
    }

    private Sightings Seen()
    {
        lock (_seeing)
            return _seen;
    }

    /// <summary>How a replica showed itself, and how many changes it had made when it was asked.</summary>
    private readonly record struct Shown(ReplicaMetadata Metadata, long Changes)
    {
        public static Shown Of(ReplicaMetadata metadata) => new(metadata, metadata.Changes);

        public static Shown Of(LogReply reply) => new(reply.Metadata, reply.ChangesBefore);
    }
}
