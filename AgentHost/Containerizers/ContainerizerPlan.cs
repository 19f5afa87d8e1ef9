using System.Collections.Immutable;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>
/// Who runs containers, and which of them runs a given one (rules 16.2, 18.1; <c>--containerizers</c> of later versions). Alone, the external program runs everything. Beside <c>mesos</c> it runs what it has an image for, one
/// of the task's own or <c>--default_container_image</c>; <c>mesos</c> runs what needs none; the first in order that can, does.
/// </summary>
/// <param name="Order">Some of <c>mesos</c> and <c>external</c>, the preferred first.</param>
/// <param name="HasDefaultImage">True with <c>--default_container_image</c>.</param>
internal sealed record ContainerizerPlan(ImmutableArray<string> Order, bool HasDefaultImage)
{
    public const string Mesos = "mesos", External = "external";

    public bool HasExternal => Order.Contains(External);

    public bool HasMesos => Order.Contains(Mesos);

    /// <exception cref="ContainerizerException">The flags contradict each other, or one is missing; the message says which.</exception>
    public static ContainerizerPlan Of(FlagValues flags)
    {
        var isolation = flags.Get(IsolationFlags.Isolation);
        var named = flags.Get(ContainerizerFlags.Containerizers);
        var isolatesExternally = isolation.Contains(External);
        if (isolatesExternally && isolation.Length > 1)
            throw new ContainerizerException($"--isolation={string.Join(',', isolation)} is not possible: 'external' stands alone there; to have both, say --containerizers=external,mesos");
        if (isolatesExternally && named is { } others && !others.SequenceEqual([External]))
            throw new ContainerizerException($"--isolation=external contradicts --containerizers={string.Join(',', others)}: say only what --containerizers says, and as --isolation what isolates the others");
        var order = named ?? ImmutableArray.Create(isolatesExternally ? External : Mesos);
        if (order.Contains(External) && string.IsNullOrWhiteSpace(flags.Get(ContainerizerFlags.ContainerizerPath)))
            throw new ContainerizerException("the containerizer 'external' needs --containerizer_path, the program that runs the containers");
        return new ContainerizerPlan(order, !string.IsNullOrEmpty(flags.Get(ContainerizerFlags.DefaultContainerImage)));
    }

    /// <summary>Who runs it; null if nobody can, which <paramref name="refusal"/> then explains.</summary>
    /// <param name="command">What the command says of its container.</param>
    /// <param name="container">What the task or executor says of it.</param>
    /// <param name="refusal">For the owner of the task; null unless refused.</param>
    public string? Choose(CommandContainerInfo? command, ContainerInfo? container, out string? refusal)
    {
        refusal = null;
        foreach (var one in Order)
        {
            if (one == Mesos ? !NeedsImage(command, container) : Order.Length == 1 || HasDefaultImage || NeedsImage(command, container))
                return one;
        }

        refusal = NeedsImage(command, container)
            ? "ContainerInfo is not supported: this agent has no containerizer for images (it was started without --containerizers=external)"
            : "it names no image, and this agent has none by default (--default_container_image)";
        return null;
    }

    private static bool NeedsImage(CommandContainerInfo? command, ContainerInfo? container) => command is not null || container is { Type: ContainerType.Docker };
}
