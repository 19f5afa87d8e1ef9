using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// How much one command may still bring into its sandbox. A small archive can unpack to any size, and a server can send for ever: neither may
/// fill the disk that all tasks share, nor keep the agent busy with a million empty files.
/// </summary>
internal sealed class FetchBudget
{
    /// <summary>Files, directories and links that may be unpacked.</summary>
    public const int EntriesMax = 1_000_000;

    // A tenth of what is free stays for the others.
    private const long SharesOfFree = 10;

    private readonly string _bound;
    private int _entries = EntriesMax;

    private FetchBudget(long bytes, string bound)
    {
        Bytes = bytes;
        _bound = bound;
    }

    /// <summary>What is left.</summary>
    public long Bytes { get; private set; }

    /// <param name="limit">The limit of the agent.</param>
    /// <param name="free">The bytes that are free where the sandbox lies.</param>
    public static FetchBudget Of(long limit, long free)
    {
        var most = free / SharesOfFree * (SharesOfFree - 1);
        return limit <= most
            ? new FetchBudget(limit, $"{BytesText.Format(limit)}, which --fetcher_size_limit allows")
            : new FetchBudget(most, $"{most} bytes, nine tenths of what was free on the disk");
    }

    /// <summary>So many bytes are about to be written.</summary>
    /// <exception cref="FetchException">They are too many.</exception>
    public void Take(long bytes)
    {
        Bytes -= bytes;
        if (Bytes < 0)
        {
            throw new FetchException($"it has more than {_bound}");
        }
    }

    /// <summary>One more file, directory or link.</summary>
    /// <exception cref="FetchException">They are too many.</exception>
    public void TakeEntry()
    {
        if (--_entries < 0)
        {
            throw new FetchException($"it has more than {EntriesMax} files");
        }
    }
}
