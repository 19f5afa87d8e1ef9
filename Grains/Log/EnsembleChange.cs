namespace MesosOrleans.Log;

/// <summary>
/// Changes which replicas a log has, one at a time. It takes over the log for a moment; a registrar that uses it elects itself again. Each
/// step can be killed half-way: asked again, it goes on where it was, and a version that was chosen is installed by whoever finds it.
/// </summary>
/// <param name="directory">Where the log is.</param>
/// <param name="open">The replica of that name; the same one each time.</param>
/// <param name="draw">Draws the ID of a replica's new life.</param>
/// <param name="pause">Ends after a random while, before the log is taken over again from a registrar that has taken it back.</param>
/// <param name="failed">Told of what made it try again.</param>
public sealed class EnsembleChange(
    LogDirectory directory, Func<string, ILogReplica> open, Func<Guid> draw, Func<CancellationToken, Task> pause, Action<Exception> failed)
{
    /// <summary>
    /// Adds a replica, which must be EMPTY, or a former one of the same log, once it has caught up. Answers the ensemble with it.
    /// </summary>
    /// <exception cref="EnsembleChangeException">
    /// It holds another log, is a member under another name, or fewer replicas than the new quorum have everything.
    /// </exception>
    public Task<Ensemble> Add(string member, CancellationToken cancellation) => Change(async (coordinator, log) =>
    {
        if (log.Members.Contains(member))
            return log;

        var replica = open(member);
        var shown = await replica.Describe(cancellation);
        if (shown.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering && shown.Ensemble.Log != log.Log)
            throw new EnsembleChangeException($"{member} holds another log, {shown.Ensemble.Log}. Give it an empty database, or a log name of its own.");

        await coordinator.Elect(cancellation);
        var health = await coordinator.Tend(cancellation);
        shown = await replica.Describe(cancellation);
        if (health.FirstOrDefault(other => other.Metadata?.Incarnation.Id == shown.Incarnation.Id) is { } same)
            throw new EnsembleChangeException($"{member} and {same.Name} are one database; each replica is a database of its own, on a server of its own.");
        Require(Whole(health, log.Members) + 1, log.With(new Sighting(member, shown.Incarnation, shown.Changes)), $"With {member}");
        var next = log.With(await coordinator.Prepare(replica, cancellation));
        await coordinator.Configure(next, replica, cancellation);
        return next;
    }, cancellation);

    /// <summary>Removes a replica. Answers the ensemble without it, also if the last change has removed it.</summary>
    /// <exception cref="EnsembleChangeException">It is none, or the last one, or fewer replicas than the new quorum have everything.</exception>
    public Task<Ensemble> Remove(string member, CancellationToken cancellation) => Change(async (coordinator, log) =>
    {
        if (!log.Members.Contains(member) && log.Former.Contains(member))
            return log;
        RequireMember(member, log);
        if (log.Members.Length == 1)
            throw new EnsembleChangeException($"{member} is the last replica of the log; add another one first.");

        await coordinator.Elect(cancellation);
        var next = log.Without(member);
        var whole = Whole(await coordinator.Tend(cancellation), next.Members);
        Require(whole, next, $"Without {member}");
        await coordinator.Configure(next, null, cancellation);
        return next;
    }, cancellation);

    /// <summary>Makes a replica forget everything and learn it anew from the others; ends when it votes again.</summary>
    /// <exception cref="EnsembleChangeException">It is no member, or fewer replicas than a quorum would have everything without it.</exception>
    public async Task Reset(string member, CancellationToken cancellation)
    {
        Incarnation? before = null;
        await Change(async (coordinator, log) =>
        {
            RequireMember(member, log);
            var shown = await open(member).Describe(cancellation);
            before ??= shown.Incarnation;
            if (shown.Incarnation != before && shown.Status == ReplicaStatus.Voting)
                return log;

            await coordinator.Elect(cancellation);
            if (shown.Incarnation == before)
            {
                var whole = Whole(await coordinator.Tend(cancellation), log.Members.Remove(member));
                Require(whole, log, $"Without {member}");
                await coordinator.Reset(member, cancellation);
            }

            var health = await coordinator.Tend(cancellation);
            await coordinator.Admit(health, cancellation);
            throw new NoQuorumException($"{member} does not vote yet.");
        }, cancellation);
    }

    private static int Whole(IReadOnlyList<ReplicaHealth> health, IReadOnlyList<string> members) =>
        health.Count(replica => replica.Whole && members.Contains(replica.Name));

    private static void RequireMember(string member, Ensemble log)
    {
        if (!log.Members.Contains(member))
            throw new EnsembleChangeException($"{member} is no replica of the log; its replicas are {string.Join(", ", log.Members)}.");
    }

    private static void Require(int whole, Ensemble next, string with)
    {
        if (whole < next.Quorum)
        {
            throw new EnsembleChangeException(
                $"{with} the log would need {next.Quorum} of {next.Members.Length} replicas, but only {whole} answer and have everything; bring back the others first.");
        }
    }

    /// <summary>Tries until it is done: a registrar may take the log back at any moment.</summary>
    private async Task<Ensemble> Change(Func<Coordinator, Ensemble, Task<Ensemble>> change, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var log = await directory.Find(cancellation);
                await using var coordinator = new Coordinator(log.Ensemble, log.Replicas, draw);
                var next = await change(coordinator, log.Ensemble);
                return next == log.Ensemble ? next : (await directory.Install(next, cancellation)).Ensemble;
            }
            catch (EnsembleChangedException changed)
            {
                await TryAgain(changed, cancellation);
                await directory.Install(changed.Next, cancellation);
            }
            catch (Exception exception) when (exception is DemotedException or NoQuorumException)
            {
                await TryAgain(exception, cancellation);
            }
        }
    }

    private async Task TryAgain(Exception reason, CancellationToken cancellation)
    {
        failed(reason);
        await pause(cancellation);
    }
}

/// <summary>A change of the ensemble that would lose something; nothing was changed.</summary>
public sealed class EnsembleChangeException(string message) : Exception(message);
