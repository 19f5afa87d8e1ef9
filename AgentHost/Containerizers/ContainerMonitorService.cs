using System.Collections.Concurrent;
using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>What one container uses.</summary>
internal sealed record ContainerUsage(ContainerSpec Spec, ResourceStatistics Statistics);

/// <summary>
/// Asks every container that runs what it uses (rule 11.19), afresh each time. Whoever asks while an answer is being made gets that one: however many
/// ask, the containers are asked by one at a time.
/// </summary>
internal sealed partial class ContainerMonitorService(ILogger<ContainerMonitorService> log)
{
    private readonly ConcurrentDictionary<ContainerId, (ContainerSpec Spec, IContainer Container)> _containers = new();
    private readonly Lock _gate = new();
    private Task<ImmutableArray<ContainerUsage>> _sample = Task.FromResult(ImmutableArray<ContainerUsage>.Empty);

    /// <summary>Until its end.</summary>
    public void Add(ContainerSpec spec, IContainer container)
    {
        _containers[spec.Id] = (spec, container);
        _ = Forget(container);
    }

    public Task<ImmutableArray<ContainerUsage>> Sample()
    {
        lock (_gate)
        {
            // Not on the caller's thread: with many containers it takes some milliseconds of files to read.
            return _sample = _sample.IsCompleted ? Task.Run(Ask) : _sample;
        }
    }

    private async Task Forget(IContainer container)
    {
        await container.Ended;
        _containers.TryRemove(container.Id, out _);
    }

    private async Task<ImmutableArray<ContainerUsage>> Ask()
    {
        var usages = ImmutableArray.CreateBuilder<ContainerUsage>(_containers.Count);
        foreach (var (spec, container) in _containers.Values)
        {
            try
            {
                usages.Add(new ContainerUsage(spec, await container.Usage(CancellationToken.None)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Rule 16.7: one that cannot be asked is left out.
                LogUnknown(log, spec.Id.Value, e.Message, e);
            }
        }

        return usages.ToImmutable();
    }
}
