using System.Collections.Immutable;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Tasks;

/// <summary>
/// The flags that say what a task is. They are read from the command line alone: <c>MESOS_RESOURCES</c> in the environment is for an agent.
/// </summary>
internal static class TaskFlags
{
    public static readonly Flag<string> Name = Flag.Required("name", FlagKinds.Word, "Name of the task, for people.").FromCommandLineOnly();

    public static readonly Flag<string> Command = Flag.Required("command", FlagKinds.Word, "Shell command that the task runs.").FromCommandLineOnly();

    public static readonly Flag<Resources> Resources = Flag.Of("resources",
        new FlagKind<Resources>("RESOURCES", "resources, for example cpus:1;mem:128", ParseResources), "cpus:1;mem:128",
        "What the task needs.").FromCommandLineOnly();

    public static readonly Flag<ImmutableArray<EnvironmentVariable>> Environment = Flag.Of("env",
        new FlagKind<ImmutableArray<EnvironmentVariable>>("JSON", "a JSON object of texts, for example {\"LANG\":\"C\"}", TaskEnvironment.Parse), "{}",
        "Environment variables of the task.").FromCommandLineOnly();

    public static readonly Flag<TimeSpan?> Timeout = Flag.OptionalValue("timeout",
        new FlagKind<TimeSpan>("DURATION", "a duration, for example 10mins", DurationText.Parse, DurationText.Format),
        "Time for everything, the waiting for an offer included; then the task is killed and the exit code is 124. No limit if not given.")
        .FromCommandLineOnly();

    private static Resources ParseResources(string text)
    {
        var resources = Values.Resources.Parse(text).Allocatable;
        return resources.IsEmpty ? throw new FormatException($"'{text}' asks for nothing: expected for example cpus:1;mem:128") : resources;
    }
}
