namespace MesosOrleans.Log;

/// <summary>
/// Looks at a log and changes nothing, also while others write it. As <see cref="LogDirectory"/> it begins with the replicas that the operator
/// named, and goes on with those that they name; but it installs nothing, and bears replicas of different logs.
/// </summary>
/// <param name="configured">The names of the replicas that the operator named.</param>
/// <param name="open">The replica of that name; the same one each time.</param>
public sealed class LogInspection(IReadOnlyList<string> configured, Func<string, ILogReplica> open)
{
    private const int ReadWindow = 256;

    /// <summary>How the log and each replica stand. Who does not answer is in it with the reason.</summary>
    public async Task<LogReport> Report(CancellationToken cancellation)
    {
        var first = new Dictionary<string, Shown>();
        var ensemble = Ensemble.None;
        IReadOnlyList<string> names = configured;
        while (names.Count > 0)
        {
            foreach (var shown in await Task.WhenAll(names.Select(name => Look(name, cancellation))))
                first[shown.Name] = shown;
            ensemble = Newest(first.Values.Select(shown => shown.Metadata));
            names = [.. ensemble.Members.Except(first.Keys)];
        }

        // Once more, since answers overtake each other: what others had seen of a replica before it was asked it must show now.
        var members = first.Values.Select(shown => shown.Metadata).OfType<ReplicaMetadata>().Where(metadata => metadata.Ensemble.Log == ensemble.Log);
        var known = members.Aggregate(Sightings.None, (known, metadata) => known.Merge(metadata.Known));
        var all = await Task.WhenAll(first.Values.Select(shown => shown.Metadata is null ? Task.FromResult(shown) : Look(shown.Name, cancellation)));

        var inside = all.Where(shown => shown.Metadata?.Ensemble.Log == ensemble.Log && ensemble.Members.Contains(shown.Name)).Select(shown => shown.Metadata!).ToList();
        var (begin, end) = (inside.Select(metadata => metadata.Begin).DefaultIfEmpty().Max(), inside.Select(metadata => metadata.End).DefaultIfEmpty().Max());
        var reports = await Task.WhenAll(all.Select(async shown => new ReplicaReport(
            shown.Name,
            shown.Metadata,
            shown.Metadata?.Ensemble.Log == ensemble.Log && ensemble != Ensemble.None ? await Lag(shown.Name, begin, end, cancellation) : null,
            shown.Metadata is { } metadata && metadata.Ensemble.Log == ensemble.Log && known.Outdate(shown.Name, metadata),
            shown.Problem)));
        return new LogReport(ensemble, begin, end,
            [.. reports.OrderByDescending(report => ensemble.Members.Contains(report.Name)).ThenBy(report => report.Name, StringComparer.Ordinal)]);
    }

    /// <summary>
    /// The positions from <paramref name="from"/> to <paramref name="to"/>, both included, as these replicas together hold them: learned, where one of
    /// them has learned it, else as accepted under the highest proposal. One that none of them holds is missing in the answer.
    /// </summary>
    public async IAsyncEnumerable<PositionRow> Read(
        IReadOnlyList<string> replicas, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var first = from; first <= to; first += ReadWindow)
        {
            var last = Math.Min(to, first + ReadWindow - 1);
            var held = await Task.WhenAll(replicas.Select(name => open(name).Read(first, last, cancellation)));
            foreach (var position in held.SelectMany(rows => rows).Where(row => row.Action is not null).GroupBy(row => row.Position).OrderBy(group => group.Key))
                yield return position.OrderByDescending(row => row.Learned).ThenByDescending(row => row.Performed).First();
        }
    }

    /// <summary>The newest version of the log that most of these are part of, of several the one that was named first.</summary>
    private static Ensemble Newest(IEnumerable<ReplicaMetadata?> shown) => shown
        .Where(metadata => metadata?.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering)
        .GroupBy(metadata => metadata!.Ensemble.Log).OrderByDescending(log => log.Count())
        .FirstOrDefault()?.MaxBy(metadata => metadata!.Ensemble.Version)!.Ensemble ?? Ensemble.None;

    private async Task<Shown> Look(string name, CancellationToken cancellation)
    {
        string? problem = null;
        var metadata = await LogDirectory.Look(open(name), cancellation, failure => problem = Without($"{name}: ", failure.Message));
        cancellation.ThrowIfCancellationRequested();
        return new Shown(name, metadata, problem);
    }

    /// <summary>The name stands beside it.</summary>
    private static string Without(string beginning, string message) => message.StartsWith(beginning, StringComparison.Ordinal) ? message[beginning.Length..] : message;

    /// <summary>Null if the replica has ceased to answer meanwhile. Position 0 counts for nothing: it never holds an entry.</summary>
    private async Task<long?> Lag(string name, long begin, long end, CancellationToken cancellation)
    {
        try
        {
            return (await open(name).Missing(Math.Max(begin, 1), end, int.MaxValue, cancellation)).Count;
        }
        catch (NoAnswerException)
        {
            return null;
        }
    }

    private sealed record Shown(string Name, ReplicaMetadata? Metadata, string? Problem);
}
