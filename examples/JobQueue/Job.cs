using System.Collections.Immutable;
using MesosOrleans.Values;

namespace MesosOrleans.Examples;

/// <summary>One job, which runs when all that it comes after have succeeded.</summary>
/// <param name="Name">One of its own in its file.</param>
/// <param name="Command">As the shell takes it; exit code 0 is success.</param>
/// <param name="After">Names of others.</param>
/// <param name="Needs">Resources.</param>
/// <param name="Retries">How often it is run again after it failed. What is interrupted (by the loss of a slave) is run again in any case.</param>
public sealed record Job(string Name, string Command, ImmutableArray<string> After, Resources Needs, int Retries);

/// <summary>How a job stands; one that is on no record waits or runs.</summary>
/// <param name="Succeeded">It is done.</param>
/// <param name="Failures">How often it has failed.</param>
/// <param name="Message">Of the last failure.</param>
public sealed record JobRecord(bool Succeeded, int Failures = 0, string? Message = null);

/// <summary>What the queue must know after a crash.</summary>
public sealed record QueueState : KeptState
{
    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, JobRecord> Jobs { get; init; } = ImmutableSortedDictionary<string, JobRecord>.Empty;
}
