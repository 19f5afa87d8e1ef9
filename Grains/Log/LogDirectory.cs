using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>A log that was found.</summary>
/// <param name="Ensemble">The newest version of its ensemble.</param>
/// <param name="Replicas">Its members.</param>
/// <param name="Votes">Whether a quorum of them votes.</param>
public sealed record FoundLog(Ensemble Ensemble, IReadOnlyList<ILogReplica> Replicas, bool Votes);

/// <summary>
/// Finds the log. The configured replicas are only where the search begins: which replicas the log has by now stands at each of them, and
/// leads to the others.
/// </summary>
/// <param name="configured">The names of the replicas that the operator named.</param>
/// <param name="open">The replica of that name; the same one each time.</param>
public sealed class LogDirectory(IReadOnlyList<string> configured, Func<string, ILogReplica> open)
{
    /// <summary>The names of the replicas that the operator named.</summary>
    public IReadOnlyList<string> Configured => configured;

    /// <summary>To look at the same replicas, and leave them as they are.</summary>
    public LogInspection Inspection => new(configured, open);

    /// <summary>
    /// The log as it is known now. A version that some member was not told of yet is installed: that somebody knows it means that it was
    /// chosen.
    /// </summary>
    /// <exception cref="LogAbsentException">No replica that answers is part of a log.</exception>
    /// <exception cref="StoreException">The replicas hold different logs.</exception>
    /// <exception cref="NoQuorumException">No replica answers.</exception>
    public async Task<FoundLog> Find(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var shown = new Dictionary<string, ReplicaMetadata?>();
        var failures = new Dictionary<string, Exception>();
        var names = configured;
        var ensemble = Ensemble.None;
        while (names.Count > 0 && !Vote(shown, ensemble))
        {
            var asked = names.Select(async name => (name, await Look(open(name), enough.Token, exception => failures[name] = exception)));
            await foreach (var (name, metadata) in Arrivals.InOrder(asked, cancellation))
            {
                shown[name] = metadata;
                ensemble = Newest(shown);
                if (Vote(shown, ensemble))
                    break;
            }

            names = [.. ensemble.Members.Where(member => !shown.ContainsKey(member))];
        }

        // Who has not answered by now is not waited for.
        enough.Cancel();
        if (ensemble == Ensemble.None)
            throw NotFound(shown, failures);

        if (shown.Values.Any(metadata => metadata is { } behind && behind.Ensemble.Log == ensemble.Log && behind.Ensemble.Version < ensemble.Version))
            await Install(ensemble, cancellation);
        return Log(ensemble, Vote(shown, ensemble));
    }

    /// <summary>Starts a new log at the configured replicas, all of which must answer; see <see cref="LogInitialization"/>.</summary>
    /// <returns>Whether anything was initialised.</returns>
    public Task<bool> Initialize(int? quorum, Func<Guid> draw, CancellationToken cancellation) =>
        LogInitialization.Run([.. configured.Select(open)], quorum, draw, cancellation);

    /// <summary>Tells a version that was chosen to its members and those of before; answers when a quorum of it knows.</summary>
    /// <exception cref="NoQuorumException">Fewer know. Asked again, it goes on.</exception>
    public async Task<FoundLog> Install(Ensemble ensemble, CancellationToken cancellation)
    {
        var told = await Task.WhenAll(ensemble.Members.Union(ensemble.Former).Select(name => Tell(name, ensemble, cancellation)));
        var known = told.Count(name => name is not null && ensemble.Members.Contains(name));
        return known >= ensemble.Quorum ? Log(ensemble, true) : throw new NoQuorumException(
            $"Only {known} replicas could be told of {ensemble}; {ensemble.Quorum} are needed.");
    }

    /// <summary>How a replica stands; null if it does not answer, and then why not.</summary>
    public Task<ReplicaMetadata?> Look(string name, Action<Exception> failed, CancellationToken cancellation) => Look(open(name), cancellation, failed);

    /// <summary>How a replica stands; null if it does not answer.</summary>
    internal static async Task<ReplicaMetadata?> Look(ILogReplica replica, CancellationToken cancellation, Action<Exception>? failed = null)
    {
        try
        {
            return await replica.Describe(cancellation);
        }
        catch (Exception exception)
        {
            failed?.Invoke(exception);
            return null;
        }
    }

    private FoundLog Log(Ensemble ensemble, bool votes) => new(ensemble, [.. ensemble.Members.Select(open)], votes);

    private static bool Vote(Dictionary<string, ReplicaMetadata?> shown, Ensemble ensemble) => ensemble != Ensemble.None
        && ensemble.Members.Count(name => shown.GetValueOrDefault(name) is { Status: ReplicaStatus.Voting } voter && voter.Ensemble.Id == ensemble.Id) >= ensemble.Quorum;

    /// <summary>The name, if it knows the version now, or a newer one.</summary>
    private async Task<string?> Tell(string name, Ensemble ensemble, CancellationToken cancellation)
    {
        try
        {
            var reply = await open(name).Ask(new AdoptRequest(ensemble), cancellation);
            return reply is LogReply.Accepted ? name : null;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <exception cref="StoreException">There are two logs.</exception>
    private static Ensemble Newest(Dictionary<string, ReplicaMetadata?> shown)
    {
        var newest = Ensemble.None;
        var holder = "";
        foreach (var (name, metadata) in shown.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            // Who is STARTING has no log yet: what it will be part of can still change.
            if (metadata is not { Status: ReplicaStatus.Voting or ReplicaStatus.Recovering } member)
                continue;

            if (newest != Ensemble.None && member.Ensemble.Log != newest.Log)
            {
                throw new StoreException($"The replicas {holder} and {name} hold different logs, {newest.Log} and {member.Ensemble.Log}: one of them belongs to "
                    + "another cluster. Name only replicas of one log in --log_replicas.");
            }

            if (member.Ensemble.Version > newest.Version)
                (newest, holder) = (member.Ensemble, name);
        }

        return newest;
    }

    private static Exception NotFound(Dictionary<string, ReplicaMetadata?> shown, Dictionary<string, Exception> failures)
    {
        if (shown.Values.Any(metadata => metadata is not null))
        {
            return new LogAbsentException($"The log was never initialised at {string.Join(", ", shown.Keys.Order(StringComparer.Ordinal))}. "
                + "A new cluster initialises it when all its replicas answer; 'mesos log initialize' does it by hand.");
        }

        var reasons = string.Join("; ", failures.Select(failure => $"{failure.Key}: {failure.Value.Message}"));
        return new NoQuorumException($"No replica of the log answers. {reasons}", failures.Values.FirstOrDefault());
    }
}
