using System.Collections.Immutable;

namespace MesosOrleans.Flags;

/// <summary>
/// The agent's flags about who runs containers, as Mesos 0.19.0 names them for its slave (src/slave/flags.hpp), <c>containerizers</c> of later versions, and a time limit of our own.
/// </summary>
public static class ContainerizerFlags
{
    /// <summary>Who may run containers, the preferred first; null if absent: what <c>--isolation</c> says.</summary>
    public static readonly Flag<ImmutableArray<string>?> Containerizers = Flag.OptionalValue("containerizers", FlagKinds.Choices("mesos", "external"),
        "Who runs containers, with commas between, the preferred first: 'mesos' is the agent itself, 'external' the program of --containerizer_path. Default mesos; --isolation=external means external alone.");

    /// <summary>What is called, a shell command; null if absent.</summary>
    public static readonly Flag<string?> ContainerizerPath = Flag.Text("containerizer_path",
        "The external containerizer program, as a shell finds it; the agent calls it with one of launch, wait, update, usage, destroy, containers, recover.");

    /// <summary>Told to the program; null if absent.</summary>
    public static readonly Flag<string?> DefaultContainerImage = Flag.Text("default_container_image",
        "Image that the external containerizer is to use for a task that names none, for example docker:///busybox.");

    /// <summary>How long one call of the program may take.</summary>
    public static readonly Flag<TimeSpan> ContainerizerTimeout = Flag.Duration("containerizer_timeout", "1mins",
        "A call of the external containerizer that has not ended within this time is ended and has failed; launch has --executor_registration_timeout, and wait takes as long as its container.",
        min: TimeSpan.FromMilliseconds(100), max: TimeSpan.FromDays(1));

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [Containerizers, ContainerizerPath, DefaultContainerImage, ContainerizerTimeout];
}
