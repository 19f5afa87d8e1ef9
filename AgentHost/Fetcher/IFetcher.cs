using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Brings what a command needs into its sandbox before it starts (rules 17.1 to 17.7).</summary>
internal interface IFetcher
{
    /// <summary>
    /// Fetches all URIs in their order, tells in the sandbox's <c>stderr</c> what it does, and gives the sandbox to the user at the end.
    /// Call it while the sandbox is the agent's own: the user must not be able to change it meanwhile.
    /// </summary>
    /// <exception cref="FetchException">One cannot be fetched. What was fetched before stays in the sandbox, for people to look at.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    Task Fetch(FetchRequest request, CancellationToken cancel);
}

/// <summary>What to fetch.</summary>
internal sealed record FetchRequest
{
    public required ImmutableArray<CommandUri> Uris { get; init; }

    /// <summary>Full path of the sandbox.</summary>
    public required string Directory { get; init; }

    /// <summary>Who the command runs as, and whose the files will be; null is the agent's own user.</summary>
    public UserAccount? Account { get; init; }
}

/// <summary>Something could not be fetched; the message is for the owner of the task.</summary>
internal sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);
