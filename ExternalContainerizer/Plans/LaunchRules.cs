using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>
/// What a launch asks for (rules 18.10 and 18.15). A task's own command runs in the container, watched by a <c>mesos-executor</c> on this machine; without a task it is the
/// executor, which speaks for itself and therefore gets the host's network, unless another is asked for, and the agent's socket in its sandbox.
/// Over each other, the last counts: the image, the agent's variables, the command, its <see cref="CommandContainerInfo"/> of Mesos 0.19, the <see cref="ContainerInfo"/> of later versions.
/// </summary>
internal static class LaunchRules
{
    private const int IdLengthMax = 200;

    // What the agent tells an executor (rule 15.1 and the executor API). The rest of its environment configures the agent, or is a secret of it.
    private static readonly ImmutableArray<string> Handed =
    [
        "LIBPROCESS_PORT", "MESOS_FRAMEWORK_ID", "MESOS_EXECUTOR_ID", "MESOS_SLAVE_ID", "MESOS_SLAVE_PID", "MESOS_CHECKPOINT", "MESOS_RECOVERY_TIMEOUT",
        "MESOS_AGENT_ENDPOINT", "MESOS_EXECUTOR_SOCKET", "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "MESOS_SUBSCRIPTION_BACKOFF_MAX",
    ];

    /// <param name="launch">What the agent wrote.</param>
    /// <param name="variable">The call's environment.</param>
    /// <param name="settings">How this program shall work.</param>
    /// <exception cref="ContainerizerException">It cannot be launched; the message says why.</exception>
    public static ContainerPlan Plan(ContainerizerLaunch launch, Func<string, string?> variable, Settings settings)
    {
        var id = Checked(launch.ContainerId);
        if (launch.TaskInfo is { Command: null }) throw new ContainerizerException($"task '{launch.TaskInfo.TaskId.Value}' has no command");
        var command = launch.TaskInfo?.Command ?? launch.ExecutorInfo?.Command
            ?? throw new ContainerizerException($"launch of container '{id}': there is neither a task nor an executor in it");
        if (launch.Directory is not ['/', ..]) throw new ContainerizerException($"launch of container '{id}': expected a full path of the sandbox, got '{launch.Directory}'");
        var container = launch.TaskInfo is { } task ? task.Container ?? launch.ExecutorInfo?.Container : launch.ExecutorInfo?.Container;

        // The executor's resources contain those of the first task (rule 18.10).
        var resources = launch.ExecutorInfo is { Resources.IsEmpty: false } executor ? executor.Resources : launch.TaskInfo?.Resources ?? Values.Resources.Empty;
        var plan = new ContainerPlan
        {
            Id = id,
            Directory = launch.Directory,
            Image = ImageOf(command, container, settings),
            IsWatched = launch.TaskInfo is not null,
            Environment = Environment(launch, command, variable),
            User = command.User,
            Network = launch.TaskInfo is null ? "host" : null,
            OwnPorts = PortsOf(resources),
            Volumes = [new VolumeMount(launch.Directory, ContainerPlan.Sandbox)],
            Limits = ContainerLimits.Of(resources, settings.CpuQuota),
            Labels = ContainerLabels.Of(launch, settings.WorkDirectory),
        };
        plan = WithCommand(plan, command);
        plan = RunOptions.Apply(plan, command.Container is { } old ? [.. old.Options] : []);
        return container is null ? plan : WithContainer(plan, container, resources);
    }

    /// <summary>A container's ID is part of names and paths.</summary>
    /// <exception cref="ContainerizerException">It cannot be.</exception>
    public static string Checked(ContainerId id) =>
        id.Value.Length is > 0 and <= IdLengthMax && char.IsAsciiLetterOrDigit(id.Value[0]) && id.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? id.Value
            : throw new ContainerizerException($"container ID '{id.Value}': expected 1 to {IdLengthMax} letters, digits, '-', '_' and '.', beginning with a letter or digit");

    private static ImageName ImageOf(CommandInfo command, ContainerInfo? container, Settings settings)
    {
        foreach (var text in new[] { command.Container?.Image, container?.Docker?.Image, settings.DefaultImage })
        {
            if (!string.IsNullOrEmpty(text) && ImageName.Parse(text) is { } image) return image;
        }

        throw new ContainerizerException("no image: neither the command's container nor --default_container_image of the agent names one");
    }

    private static ImmutableSortedDictionary<string, string> Environment(ContainerizerLaunch launch, CommandInfo command, Func<string, string?> variable)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in Handed)
        {
            // A path in the sandbox is another one inside.
            if (variable(name) is { } value) variables[name] = Inside(value, launch.Directory!);
        }

        variables["MESOS_DIRECTORY"] = variables["MESOS_SANDBOX"] = ContainerPlan.Sandbox;
        if (launch.TaskInfo is { } task) variables["MESOS_TASK_ID"] = task.TaskId.Value;
        foreach (var (name, value) in command.Environment.Select(given => (given.Name, given.Value))) variables[name] = value;
        return variables.ToImmutable();
    }

    private static string Inside(string value, string directory) =>
        value == directory || value.StartsWith(directory + "/", StringComparison.Ordinal) ? ContainerPlan.Sandbox + value[directory.Length..] : value;

    /// <summary>A command is a shell's, as Mesos 0.19 has it, and needs none of the image's entry points; an empty one is the image's own.</summary>
    private static ContainerPlan WithCommand(ContainerPlan plan, CommandInfo command) =>
        command.Value.Length == 0 ? plan : plan with { Entrypoint = ["/bin/sh", "-c"], Arguments = [command.Value] };

    private static ContainerPlan WithContainer(ContainerPlan plan, ContainerInfo container, Values.Resources resources)
    {
        plan = plan with
        {
            Hostname = container.Hostname ?? plan.Hostname,
            Volumes = plan.Volumes.AddRange(container.Volumes.Select(volume => new VolumeMount(
                volume.HostPath is { } path ? Path.Combine(plan.Directory, path) : null,
                Path.Combine(ContainerPlan.Sandbox, volume.ContainerPath),
                volume.Mode == VolumeMode.Ro))),
        };
        if (container.Docker is not { } docker) return plan;
        var ports = resources.RangesOf("ports");
        foreach (var mapping in docker.PortMappings)
        {
            if (ports?.Contains(mapping.HostPort) != true)
                throw new ContainerizerException($"port {mapping.HostPort} of the host is mapped, but the task's resources do not contain it");
        }

        plan = plan with
        {
            ForcePull = docker.ForcePullImage == true,
            Privileged = docker.Privileged || plan.Privileged,
            Network = docker.Network switch
            {
                DockerNetwork.Bridge => "bridge",
                DockerNetwork.None => "none",
                DockerNetwork.User => plan.Network is "host" ? null : plan.Network,
                _ => "host",
            },
            Ports = plan.Ports.AddRange(docker.PortMappings.Select(mapping =>
                new PublishedPort((int)mapping.HostPort, (int)mapping.ContainerPort, mapping.Protocol ?? "tcp"))),
        };
        foreach (var parameter in docker.Parameters) plan = RunOptions.Apply(plan, parameter.Key, parameter.Value);
        return docker.PortMappings.Length > 0 && plan.Network is "host" or "none"
            ? throw new ContainerizerException($"ports are mapped, which the network '{plan.Network}' has none of")
            : plan;
    }

    private static ImmutableArray<int> PortsOf(Values.Resources resources)
    {
        const int most = 64;
        if (resources.RangesOf("ports") is not { } ranges) return [];
        var ports = ImmutableArray.CreateBuilder<int>();
        foreach (var range in ranges.Span)
        {
            for (var port = range.Begin; port <= range.End && ports.Count < most; port++) ports.Add((int)port);
        }

        return ports.ToImmutable();
    }
}
