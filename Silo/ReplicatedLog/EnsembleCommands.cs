using MesosOrleans.Flags;
using MesosOrleans.Log;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>
/// <c>mesos log add-replica</c>, <c>remove-replica</c> and <c>reset-replica</c>. Each takes the log over for a moment, again and again if a
/// silo's registrar takes it back; that one finds the new ensemble when it recovers.
/// </summary>
internal static class EnsembleCommands
{
    // A registrar that was demoted comes back within its second; who tries at once, always, would not let it.
    private const int PauseLeastMilliseconds = 100;
    private const int PauseMostMilliseconds = 700;

    public static Task<int> Add(FlagValues flags, CancellationToken cancellation) => Change(flags, async (change, name) =>
    {
        var now = await change.Add(name, cancellation);
        return $"{name} is a replica of the log. {Summary(now)}\nName it in --log_replicas of every silo at its next start, so that the log is found also when the others are gone.";
    });

    public static Task<int> Remove(FlagValues flags, CancellationToken cancellation) => Change(flags, async (change, name) =>
    {
        var now = await change.Remove(name, cancellation);
        return $"{name} is no replica of the log any more. {Summary(now)}\nTake it out of --log_replicas of every silo at its next start; then its database can be dropped.";
    });

    public static Task<int> Reset(FlagValues flags, CancellationToken cancellation) => Change(flags, async (change, name) =>
    {
        await change.Reset(name, cancellation);
        return $"{name} has learned the log anew from the others, and votes.";
    });

    private static async Task<int> Change(FlagValues flags, Func<EnsembleChange, string, Task<string>> change)
    {
        var replica = flags.Get(LogFlags.Replica);
        var name = PostgresReplicasStore.NameOf(replica);
        await using var log = OpenLog.ToChange(flags, replica);
        var said = new HashSet<string>();
        var ensemble = new EnsembleChange(
            log.Directory,
            log.Replica,
            Guid.NewGuid,
            token => Task.Delay(Random.Shared.Next(PauseLeastMilliseconds, PauseMostMilliseconds), token),
            reason =>
            {
                // A registrar that takes the log back is no news each time.
                if (reason is NoQuorumException && said.Add(reason.Message))
                    Console.Error.WriteLine($"waiting: {reason.Message}");
            });
        await Console.Out.WriteLineAsync(await change(ensemble, name));
        return ExitCodes.Ok;
    }

    private static string Summary(Ensemble now) => $"Version {now.Version}: {now.Quorum} of {now.Members.Length} decide, {string.Join(", ", now.Members)}.";
}
