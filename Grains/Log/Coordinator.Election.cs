namespace MesosOrleans.Log;

/// <summary>What an election found: every position from Begin to End, chosen.</summary>
public sealed record Election(long Proposal, long Begin, long End, IReadOnlyList<LogEntry> Entries);

/// <remarks>
/// An election. The proposal is one above what a quorum has promised; rivals that pick the same number cannot both get a quorum, since a
/// promise must be strictly higher. Filling uses the next number, because a position's promise must be strictly higher too; so an election
/// uses up two numbers. What is known as learned by a replica of the quorum needs no filling.
/// </remarks>
public sealed partial class Coordinator
{
    // How many positions one read asks a replica for: bounds the memory of an answer.
    private const int ReadWindow = 256;

    /// <summary>
    /// Becomes the one who writes, and answers the whole log. Refused with <see cref="DemotedException"/> if a rival was faster; call it
    /// again after a random delay. Refused with <see cref="EnsembleChangedException"/> if the log holds a newer version of the ensemble,
    /// which was chosen and perhaps not told to all: install it and go on with that.
    /// </summary>
    public async Task<Election> Elect(CancellationToken cancellation)
    {
        if (State is CoordinatorState.Electing or CoordinatorState.Writing)
            throw new InvalidOperationException($"The log's coordinator is {State}; one election at a time.");

        return await Work(State, CoordinatorState.Electing, CoordinatorState.Elected, () => RunElection(cancellation));
    }

    private async Task<Election> RunElection(CancellationToken cancellation)
    {
        var described = await Ask((replica, token) => replica.Describe(token), Shown.Of, Votes, AskedFor.Promise, cancellation);
        var used = Proposal == 0 ? 0 : Proposal + 1;
        Proposal = _rules.Next(used, described.Max(answer => answer.Value!.Promised));

        var request = new PromiseRequest(_ensemble.Id, Proposal, null, Seen());
        var promises = await Ask(request, reply => Judge<LogReply.Promised>(reply), AskedFor.Promise, cancellation);
        var begin = promises.Max(answer => answer.Value!.Metadata.Begin);
        var end = promises.Max(answer => answer.Value!.Metadata.End);

        var known = await ReadLearned(promises.ConvertAll(answer => answer.Line), begin, end, cancellation);
        for (var position = begin; position <= end; position++)
        {
            if (_rules.Fills && !known.ContainsKey(position) && await Fill(position, cancellation) is { } action)
                known[position] = new LogEntry(position, action);
        }

        // A truncation among them may not have been learned by those that have promised.
        begin = known.Values.Select(entry => entry.Action).OfType<LogAction.Truncate>().Select(truncate => truncate.To).Append(begin).Max();
        (_begin, _next) = (begin, end + 1);
        foreach (var line in _lines)
            line.Missed(0);

        var newest = known.Values.Select(entry => entry.Action).OfType<LogAction.Configure>().MaxBy(configure => configure.Next.Version)?.Next;
        if (newest?.Version > _ensemble.Version)
            throw new EnsembleChangedException(newest);
        return new Election(Proposal, begin, end, [.. known.Values.Where(entry => entry.Position >= begin)]);
    }

    /// <summary>What the quorum that has promised knows as learned; what only the others know is found by filling.</summary>
    private static async Task<SortedDictionary<long, LogEntry>> ReadLearned(
        List<ReplicaLine> lines, long begin, long end, CancellationToken cancellation)
    {
        var known = new SortedDictionary<long, LogEntry>();
        for (var from = begin; from <= end; from += ReadWindow)
        {
            var (first, last) = (from, Math.Min(end, from + ReadWindow - 1));
            var missing = last - first + 1;
            var asked = lines.Select(line => line.Ask((replica, token) => replica.Read(first, last, token)));
            await foreach (var answer in Arrivals.InOrder(asked, cancellation))
            {
                if (answer.Value is not { } rows)
                    continue;

                foreach (var row in rows.Where(row => row.Learned))
                    missing -= known.TryAdd(row.Position, new LogEntry(row.Position, row.Action!)) ? 1 : 0;
                if (missing == 0)
                    break;
            }
        }

        return known;
    }

    /// <summary>
    /// Makes one position chosen: with the learned action if a replica of the quorum knows it, with the action of the highest proposal that
    /// any of them has accepted (it may have been chosen), and with nothing if none has. Null if the position was truncated meanwhile.
    /// </summary>
    private async Task<LogAction?> Fill(long position, CancellationToken cancellation)
    {
        var proposal = Proposal + 1;
        var request = new PromiseRequest(_ensemble.Id, proposal, position, Seen());
        var replies = await Ask(request, reply => reply is LogReply.Truncated || Judge<LogReply.Promised>(reply), AskedFor.Promise, cancellation);
        if (replies.Any(answer => answer.Value is LogReply.Truncated))
            return null;

        var rows = replies.Select(answer => ((LogReply.Promised)answer.Value!).Row).OfType<PositionRow>().ToList();
        if (rows.Find(row => row.Learned) is { } learned)
        {
            Tell(learned.Performed, position, [learned.Action!]);
            return learned.Action;
        }

        var action = _rules.Adopt(rows);
        await Choose(proposal, position, [action], cancellation);
        return action;
    }
}
