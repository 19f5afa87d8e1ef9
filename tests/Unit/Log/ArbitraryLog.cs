using CsCheck;
using MesosOrleans.Log;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>
/// Random requests over few positions and proposals, so that they meet. What is learned of a position is always the same, as Paxos sees to.
/// </summary>
internal static class ArbitraryLog
{
    /// <summary>The ensemble that all requests speak of.</summary>
    public static readonly Ensemble Ensemble = Ensemble.First(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), ["a", "b", "c"]);

    private const int Positions = 6;

    public static readonly Gen<LogRequest> Request = Gen.Select(Gen.Int[0, 9], Gen.Long[1, 12], Gen.Int[0, Positions - 1], Gen.Int[1, 3], Make);

    /// <summary>The same request under a proposal that is higher by so much.</summary>
    public static LogRequest Raised(LogRequest request, long by) => request switch
    {
        PromiseRequest promise => promise with { Proposal = promise.Proposal + by },
        WriteRequest write => Write(write.Proposal + by, (int)write.First, write.Count),
        _ => request,
    };

    private static LogRequest Make(int kind, long proposal, int position, int count) => kind switch
    {
        0 => new PromiseRequest(Ensemble.Id, proposal, null, Seen(proposal)),
        1 or 2 => new PromiseRequest(Ensemble.Id, proposal, position, Seen(proposal)),
        3 => new LearnRequest(Ensemble.Log, proposal, position, [.. Enumerable.Range(position, count).Select(Chosen)]),
        4 => new LearnRequest(Ensemble.Log, proposal, position + Positions, [new LogAction.Truncate(position / 2)]),
        _ => Write(proposal, position, count),
    };

    private static WriteRequest Write(long proposal, int position, int count) =>
        new(Ensemble.Id, proposal, position, [.. Enumerable.Range(position, count).Select(at => Written(proposal, at))], Seen(proposal));

    private static Sightings Seen(long changes) => Sightings.None.Merge(new Sighting("b", new Incarnation(changes / 6, Guid.Empty), changes));

    private static LogAction Chosen(int position) => position >= Positions ? new LogAction.Truncate(0) : new LogAction.Append(new[] { (byte)position });

    private static LogAction Written(long proposal, int position) => proposal % 3 == 0 ? Chosen(position) : new LogAction.Append(new[] { (byte)proposal, (byte)position });
}
