using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>What all fetches of an agent have in common.</summary>
internal sealed record FetchSettings
{
    /// <summary>Full path of the directory that relative paths begin in (<c>--frameworks_home</c>); empty if there is none.</summary>
    public string FrameworksHome { get; init; } = "";

    /// <summary>Where Hadoop is installed (<c>--hadoop_home</c>); empty to look for <c>hadoop</c> in the PATH.</summary>
    public string HadoopHome { get; init; } = "";

    /// <summary>A server that sends nothing for so long has failed (<c>--fetcher_stall_timeout</c>).</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes that the files and unpacked archives of one command may have together (<c>--fetcher_size_limit</c>).</summary>
    public long SizeLimit { get; init; } = 1L << 40;

    /// <summary>The variables of <c>hadoop</c>.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
