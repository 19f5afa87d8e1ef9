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
    /// again after a random delay.
    /// </summary>
    public async Task<Election> Elect(CancellationToken cancellation)
    {
        if (State is CoordinatorState.Electing or CoordinatorState.Writing)
            throw new InvalidOperationException($"The log's coordinator is {State}; one election at a time.");

        return await Work(State, CoordinatorState.Electing, CoordinatorState.Elected, () => RunElection(cancellation));
    }

    private async Task<Election> RunElection(CancellationToken cancellation)
    {
        var described = await Ask((replica, token) => replica.Describe(token), Votes, cancellation);
        var used = Proposal == 0 ? 0 : Proposal + 1;
        Proposal = Math.Max(used, described.Max(metadata => metadata.Promised)) + 1;

        var request = new PromiseRequest(_ensemble, Proposal, null);
        var promises = await Ask((replica, token) => replica.Promise(request, token), reply => Judge<LogReply.Promised>(reply), cancellation);
        var begin = promises.Max(reply => reply.Metadata.Begin);
        var end = promises.Max(reply => reply.Metadata.End);

        var known = await ReadLearned(begin, end, cancellation);
        for (var position = begin; position <= end; position++)
        {
            if (!known.ContainsKey(position) && await Fill(position, cancellation) is { } action)
                known[position] = new LogEntry(position, action);
        }

        _next = end + 1;
        return new Election(Proposal, begin, end, [.. known.Values]);
    }

    /// <summary>What a quorum of replicas knows as learned; what only the others know is found by filling.</summary>
    private async Task<SortedDictionary<long, LogEntry>> ReadLearned(long begin, long end, CancellationToken cancellation)
    {
        var known = new SortedDictionary<long, LogEntry>();
        for (var from = begin; from <= end; from += ReadWindow)
        {
            var (first, last) = (from, Math.Min(end, from + ReadWindow - 1));
            var missing = last - first + 1;
            var asked = _lines.Select(line => line.Ask((replica, token) => replica.Read(first, last, token)));
            var answered = 0;
            await foreach (var task in Task.WhenEach(asked).WithCancellation(cancellation))
            {
                if ((await task).Value is not { } rows)
                    continue;

                foreach (var row in rows.Where(row => row.Learned))
                    missing -= known.TryAdd(row.Position, new LogEntry(row.Position, row.Action!)) ? 1 : 0;
                if (missing == 0 || ++answered == _quorum)
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
        var request = new PromiseRequest(_ensemble, proposal, position);
        var replies = await Ask((replica, token) => replica.Promise(request, token),
            reply => reply is LogReply.Truncated || Judge<LogReply.Promised>(reply), cancellation);
        if (replies.Any(reply => reply is LogReply.Truncated))
            return null;

        var rows = replies.Select(reply => ((LogReply.Promised)reply).Row).OfType<PositionRow>().ToList();
        if (rows.Find(row => row.Learned) is { } learned)
        {
            Tell(learned.Performed, position, [learned.Action!]);
            return learned.Action;
        }

        var action = rows.Where(row => row.Action is not null).MaxBy(row => row.Performed)?.Action ?? new LogAction.Nop();
        await Choose(proposal, position, [action], cancellation);
        return action;
    }
}
