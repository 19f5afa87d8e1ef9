using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>One call of the program.</summary>
internal sealed record ExternalCall
{
    public required ContainerizerCommand Command { get; init; }

    /// <summary>A frame for its standard input; empty for none. The input stays open as long as the program runs (rule 18.5).</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The sandbox: it starts there, and its standard error is appended to <c>stderr</c> there; null if it is not about a container that has one.</summary>
    public string? Directory { get; init; }

    /// <summary>Who the sandbox is given to before each call; null if it stays the agent's.</summary>
    public UserAccount? Owner { get; init; }

    /// <summary>All variables.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>After this time it has failed; null for one that takes as long as its container does.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Marks its processes, see <see cref="CallMark"/>.</summary>
    public string Mark => Environment[CallMark.Variable];
}

/// <summary>What came of a call.</summary>
internal sealed record CallEnding
{
    /// <summary>As waitpid gives it; null if it was not started, or was ended.</summary>
    public int? Status { get; init; }

    /// <summary>Why it could not be started; null if it was.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Why it was ended before it came to its own end; null if it was not.</summary>
    public string? GivenUp { get; init; }

    /// <summary>What it wrote, at most one byte more than its first frame.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>It has ended, and something that it started holds its output; that was ended.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The last line of its standard error; null if it wrote none.</summary>
    public string? Errors { get; init; }
}
