namespace MesosOrleans.Log;

/// <summary>How a replica stands in the eyes of the one who writes.</summary>
/// <param name="Name">The member.</param>
/// <param name="Metadata">Null: it does not answer.</param>
/// <param name="Old">It is a copy from an earlier time.</param>
/// <param name="Whole">It votes and has learned everything.</param>
/// <param name="Caught">It does not vote yet, but has caught up.</param>
public sealed record ReplicaHealth(string Name, ReplicaMetadata? Metadata, bool Old, bool Whole, bool Caught);

/// <remarks>
/// Bringing replicas back. One that has missed something is taught what was chosen. One that has lost what it promised begins a new life,
/// numbered by this coordinator's proposal, is taught everything, and votes again after enough others know of its new life and have promised
/// this proposal. So whatever a quorum was promised or told with the help of its former life, is known to another member of every quorum:
/// a rival with a higher proposal either refuses the announcement or hears of it and does not count the former life's answer.
///
/// Teaching goes on beside appends; <see cref="Admit(IEnumerable{ReplicaHealth}, CancellationToken)"/> takes its turn among them.
/// </remarks>
public sealed partial class Coordinator
{
    private const int MissingMax = 256;

    /// <summary>Looks at every replica, and does what can be done for those that are not whole, without voters.</summary>
    /// <exception cref="NoQuorumException">A replica was lost twice: this needs a new election.</exception>
    public async Task<IReadOnlyList<ReplicaHealth>> Tend(CancellationToken cancellation)
    {
        var all = await Task.WhenAll(_lines.Select(line => Look(line, cancellation)));
        var whole = all.Count(health => health.Whole);
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Metadata is not null && !all[i].Whole)
                all[i] = await Heal(_lines[i], all[i], whole, cancellation);
        }

        return all;
    }

    /// <summary>
    /// Lets replicas vote that <see cref="Tend"/> found to have caught up. What cannot be done now is left for another time.
    /// </summary>
    public Task Admit(IEnumerable<ReplicaHealth> caught, CancellationToken cancellation) =>
        Work(CoordinatorState.Elected, CoordinatorState.Writing, CoordinatorState.Elected, async () =>
        {
            foreach (var health in caught.Where(health => health.Caught))
                await Admit(_lines.First(line => line.Name == health.Name), health.Metadata!, cancellation);
            return true;
        });

    /// <summary>
    /// Sends a member that votes back to RECOVERING, as if it had lost everything: for copies that are older than anybody can see.
    /// </summary>
    /// <exception cref="NoQuorumException">Without it fewer replicas than a quorum would have everything.</exception>
    public async Task Reset(string member, CancellationToken cancellation)
    {
        var all = await Tend(cancellation);
        var others = all.Where(health => health.Name != member).ToList();
        var whole = others.Count(health => health.Whole);
        if (whole < _ensemble.Quorum)
        {
            throw new NoQuorumException(
                $"Without {member} only {whole} replicas have everything, {_ensemble.Quorum} are needed; bring back the others first.");
        }

        var line = _lines.FirstOrDefault(line => line.Name == member)
            ?? throw new ArgumentException($"{member} is no replica of the log; its replicas are {string.Join(", ", _ensemble.Members)}.", nameof(member));
        var metadata = all.First(health => health.Name == member).Metadata ?? throw new NoQuorumException($"{member} does not answer.");
        await BeginLife(line, metadata, cancellation);
    }

    /// <summary>
    /// Teaches a replica that is no member everything that was chosen until now, in a life in which it has never voted; answers which, so
    /// that an ensemble can name it.
    /// </summary>
    /// <exception cref="NoQuorumException">It has not caught up; asked again, it goes on.</exception>
    public async Task<Sighting> Prepare(ILogReplica newcomer, CancellationToken cancellation)
    {
        var line = new ReplicaLine(newcomer, (_, _) => { }, _lifetime.Token);
        var metadata = await newcomer.Describe(cancellation);
        See(line.Name, metadata);
        if (metadata.Status != ReplicaStatus.Recovering || metadata.Ensemble.Log != _ensemble.Log)
            metadata = await BeginLife(line, metadata, cancellation);
        if (metadata.Status != ReplicaStatus.Recovering || !await CatchUp(line, cancellation))
            throw new NoQuorumException($"{line.Name} has not caught up yet.");
        return new Sighting(line.Name, metadata.Incarnation, metadata.Changes);
    }

    private async Task<ReplicaHealth> Look(ReplicaLine line, CancellationToken cancellation)
    {
        // What was seen before it was asked: answers overtake each other, so that it may show less than another has shown meanwhile.
        var before = Seen();
        var answer = await line.Ask((replica, token) => replica.Describe(token)).WaitAsync(cancellation);
        if (answer.Value is not { } metadata)
            return new ReplicaHealth(line.Name, null, Old: false, Whole: false, Caught: false);

        See(line.Name, metadata);
        line.Votes = Votes(metadata);
        var old = !Counts(before, line, Shown.Of(metadata));
        return new ReplicaHealth(line.Name, metadata, old, line.Votes && !old && line.Verified >= Interlocked.Read(ref _next), Caught: false);
    }

    private async Task<ReplicaHealth> Heal(ReplicaLine line, ReplicaHealth health, int whole, CancellationToken cancellation)
    {
        var metadata = health.Metadata!;
        if (metadata.Ensemble.Log == _ensemble.Log && metadata.Ensemble.Version < _ensemble.Version)
            metadata = await Change(line, metadata, new AdoptRequest(_ensemble), cancellation);

        if (metadata.Status == ReplicaStatus.Voting && !health.Old)
            return health with { Metadata = metadata, Whole = Votes(metadata) && await CatchUp(line, cancellation) };

        var mine = metadata.Status == ReplicaStatus.Recovering && metadata.Incarnation.Number == Proposal;
        if (!mine)
        {
            // What an outdated copy holds is wanted until enough others have everything.
            if (metadata.Status == ReplicaStatus.Voting && whole < _ensemble.Quorum)
                return health;
            metadata = await BeginLife(line, metadata, cancellation);
        }

        var caught = metadata.Status == ReplicaStatus.Recovering && metadata.Incarnation.Number == Proposal && await CatchUp(line, cancellation);
        return health with { Metadata = metadata, Caught = caught };
    }

    private async Task<ReplicaMetadata> BeginLife(ReplicaLine line, ReplicaMetadata metadata, CancellationToken cancellation)
    {
        // A number names one life only: whoever loses a second one under the same coordinator waits for the next.
        if (Seen()[line.Name]?.Incarnation.Number >= Proposal)
            throw new NoQuorumException($"{line.Name} has lost what it knew for a second time; another election brings it back.");

        line.Missed(0);
        var next = new Incarnation(Proposal, _draw());
        return await Change(line, metadata, new RecoverRequest(metadata.Incarnation, metadata.Status, _ensemble, next), cancellation);
    }

    private async Task<ReplicaMetadata> Change(ReplicaLine line, ReplicaMetadata metadata, LogRequest request, CancellationToken cancellation)
    {
        var answer = await line.Ask((replica, token) => replica.Ask(request, token)).WaitAsync(cancellation);
        if (answer.Value is not { } reply)
            return metadata;

        See(line.Name, reply.Metadata);
        return reply.Metadata;
    }

    private async Task Admit(ReplicaLine line, ReplicaMetadata metadata, CancellationToken cancellation)
    {
        if (!_rules.JoinsUnannounced && !await Announce(line, metadata, cancellation))
            return;
        if (await CatchUp(line, cancellation))
            await Change(line, metadata, new JoinRequest(metadata.Incarnation, _ensemble.Id), cancellation);
    }

    /// <summary>Answers whether one of every quorum without the replica's former life knows of the new one.</summary>
    private async Task<bool> Announce(ReplicaLine line, ReplicaMetadata metadata, CancellationToken cancellation)
    {
        var sighting = new Sighting(line.Name, metadata.Incarnation, metadata.Changes);
        var known = Seen();
        var request = new AnnounceRequest(_ensemble.Id, Proposal, sighting, known);
        var told = 0;
        var asked = _lines.Where(other => other != line).Select(other => other.Ask((replica, token) => replica.Ask(request, token))).ToList();
        await foreach (var answer in Arrivals.InOrder(asked, cancellation))
        {
            if (answer.Value is not { } reply)
                continue;

            See(answer.Line.Name, reply.Metadata);
            if (Judge<LogReply.Accepted>(reply) && Counts(known, answer.Line, Shown.Of(reply)) && ++told == _ensemble.Blocking)
                return true;
        }

        return false;
    }

    /// <summary>Teaches a replica what it misses of what was chosen until now; answers whether it knows everything.</summary>
    private async Task<bool> CatchUp(ReplicaLine line, CancellationToken cancellation)
    {
        var next = Interlocked.Read(ref _next);
        for (var from = Math.Max(line.Verified, Interlocked.Read(ref _begin)); from < next;)
        {
            var missing = (await line.Ask((replica, token) => replica.Missing(from, next - 1, MissingMax, token)).WaitAsync(cancellation)).Value;
            if (missing is null)
                return false;

            var until = missing.Count < MissingMax ? next : missing[^1] + 1;
            if (missing.Count > 0 && !await Teach(line, missing, cancellation))
                return false;

            line.Learned(line.Verified, until);
            from = until;
        }

        line.Learned(line.Verified, next);
        return true;
    }

    private async Task<bool> Teach(ReplicaLine line, IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        var chosen = await FindChosen(line, positions, cancellation);
        foreach (var position in positions)
        {
            // Positions that were truncated meanwhile are needed by nobody.
            if (!chosen.ContainsKey(position) && position >= Interlocked.Read(ref _begin))
                return false;
        }

        foreach (var run in Runs([.. chosen.Values]))
        {
            var learn = new LearnRequest(_ensemble.Log, run[0].Performed, run[0].Position, [.. run.Select(row => row.Action!)]);
            if (!await Teach(line, learn).WaitAsync(cancellation))
                return false;
        }

        return true;
    }

    /// <summary>
    /// What others hold at these positions and is chosen: it was learned, or it was performed by this coordinator, which has gone past it.
    /// </summary>
    private async Task<SortedDictionary<long, PositionRow>> FindChosen(ReplicaLine line, IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        var wanted = positions.ToHashSet();
        var chosen = new SortedDictionary<long, PositionRow>();
        foreach (var other in _lines.Where(other => other.Votes))
        {
            if (chosen.Count == wanted.Count)
                break;

            var (first, last) = (positions[0], positions[^1]);
            var rows = (await other.Ask((replica, token) => replica.Read(first, last, token)).WaitAsync(cancellation)).Value ?? [];
            foreach (var row in rows)
            {
                if (wanted.Contains(row.Position) && (row.Learned || row.Performed == Proposal || row.Performed == Proposal + 1))
                    chosen.TryAdd(row.Position, row);
            }
        }

        return chosen;
    }

    /// <summary>Rows at consecutive positions, performed under one proposal.</summary>
    private static IEnumerable<List<PositionRow>> Runs(IReadOnlyList<PositionRow> rows)
    {
        for (var start = 0; start < rows.Count;)
        {
            var run = new List<PositionRow> { rows[start] };
            while (start + run.Count < rows.Count && rows[start + run.Count] is { } next && next.Position == run[^1].Position + 1
                && next.Performed == run[0].Performed)
            {
                run.Add(next);
            }

            yield return run;
            start += run.Count;
        }
    }
}
