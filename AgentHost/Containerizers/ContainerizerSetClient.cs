using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>The containerizers of an agent as one: each container is of the one that the plan chooses, also after a restart.</summary>
/// <param name="plan">Chooses.</param>
/// <param name="mesos">Null if it is not among them.</param>
/// <param name="external">Null if it is not among them.</param>
internal sealed class ContainerizerSetClient(ContainerizerPlan plan, MesosContainerizerClient? mesos, ExternalContainerizerClient? external) : IContainerizer, IDisposable
{
    /// <summary>So many of <c>mesos</c> may be on their way to a process at a time: more would only take each other's processors.</summary>
    private const int MesosAtATime = 16;

    // A program may wait for a download for minutes, and others must not wait for it.
    private const int ExternalAtATime = 1024;

    private readonly SemaphoreSlim _mesos = new(MesosAtATime);

    public int ParallelLaunches => external is null ? MesosAtATime : ExternalAtATime;

    public async Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        switch (plan.Choose(spec.CommandContainer, spec.Container, out var refusal))
        {
            case ContainerizerPlan.External:
                return await external!.Launch(spec, cancel);
            case ContainerizerPlan.Mesos:
                await _mesos.WaitAsync(cancel);
                try
                {
                    return await mesos!.Launch(spec, cancel);
                }
                finally
                {
                    _mesos.Release();
                }
            default:
                throw new ContainerizerException(refusal!);
        }
    }

    public async Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel)
    {
        var found = new Dictionary<ContainerId, IContainer>();
        var (theirs, ours) = (known.Where(ExternalContainerizerClient.IsOurs).ToArray(), known.Where(spec => !ExternalContainerizerClient.IsOurs(spec)).ToArray());
        if (theirs.Length > 0 && external is null)
        {
            throw new ContainerizerException(
                $"{theirs.Length} containers of a former process are an external containerizer's: start with --containerizers=external and its --containerizer_path, or first end them with --recover=cleanup and the same flags");
        }

        if (mesos is not null || ours.Length > 0) Add(await (mesos ?? throw Missing(ours.Length)).Recover(ours, cancel));
        if (external is not null) Add(await external.Recover(theirs, cancel));
        return found;

        void Add(IReadOnlyDictionary<ContainerId, IContainer> some)
        {
            foreach (var (id, container) in some) found.Add(id, container);
        }
    }

    public void Dispose() => _mesos.Dispose();

    private static ContainerizerException Missing(int count) => new(
        $"{count} containers of a former process are the agent's own: start with 'mesos' among --containerizers, or first end them with --recover=cleanup and the former flags");
}
