using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>What all calls of an agent's program have in common.</summary>
internal sealed record ExternalSettings
{
    /// <summary><c>--containerizer_path</c>, for a shell.</summary>
    public required string Path { get; init; }

    /// <summary>The agent's work directory, full path. Where calls start that are about no sandbox.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Full path of the directory of <c>mesos-executor</c> and <c>mesos-fetcher</c>.</summary>
    public required string LibexecDirectory { get; init; }

    /// <summary>The agent's own variables; see <see cref="Tasks.TaskEnvironment.Cleaned"/>.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary><c>--hadoop_home</c>; empty for none.</summary>
    public string HadoopHome { get; init; } = "";

    /// <summary><c>--frameworks_home</c>; empty for none.</summary>
    public string FrameworksHome { get; init; } = "";

    /// <summary><c>--default_container_image</c>; null for none.</summary>
    public string? DefaultImage { get; init; }

    /// <summary><c>--containerizer_timeout</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the standard error of calls goes that are about no sandbox.</summary>
    public string ErrorsFile => System.IO.Path.Combine(WorkDirectory, "containerizer.stderr");

    /// <summary>The path of the executor that a program starts for a command task (rule 11.4).</summary>
    public string ExecutorPath => System.IO.Path.Combine(LibexecDirectory, "mesos-executor");
}
