using MesosOrleans.Protocol;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;

namespace MesosOrleans.Bench;

/// <summary>Where grains are, and how they come to where a bench wants them.</summary>
internal sealed class GrainPlaces(IClusterClient client, FailoverCluster cluster)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly IManagementGrain _management = client.GetGrain<IManagementGrain>(0);

    /// <summary>The number of the silo that hosts the grain; -1 if none does. The silos themselves are asked: what they remember of each other may be old.</summary>
    public async Task<int> Of(IAddressable grain) => (await All()).GetValueOrDefault(grain.GetGrainId(), -1);

    /// <summary>Those slaves whose grains are on the silo.</summary>
    public async Task<IReadOnlyCollection<SlaveId>> Those(IReadOnlyCollection<SlaveId> slaves, int silo)
    {
        var places = await All();
        return [.. slaves.Where(slave => places.GetValueOrDefault(client.Slave(slave).GetGrainId(), -1) == silo)];
    }

    /// <summary>Moves the grain to the silo and waits until it is there.</summary>
    public async Task Move(IGrain grain, Func<Task> call, int silo, CancellationToken cancel)
    {
        var target = (await Silos()).First(known => known.Value == silo).Key;
        while (await Of(grain) != silo)
        {
            cancel.ThrowIfCancellationRequested();
            RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
            await grain.AsReference<IGrainManagementExtension>().MigrateOnIdle(cancel);
            RequestContext.Clear();
            await Task.Delay(Look, cancel);
            await call();
        }
    }

    private async Task<Dictionary<GrainId, int>> All()
    {
        var (silos, activations) = (await Silos(), await _management.GetDetailedGrainStatistics());
        return activations
            .Where(activation => silos.ContainsKey(activation.SiloAddress))
            .GroupBy(activation => activation.GrainId)
            .ToDictionary(grain => grain.Key, grain => silos[grain.First().SiloAddress]);
    }

    /// <summary>A silo's name in the membership table begins with its HTTP address.</summary>
    private async Task<Dictionary<SiloAddress, int>> Silos() => (await _management.GetDetailedHosts(onlyActive: true)).ToDictionary(
        entry => entry.SiloAddress,
        entry => cluster.SiloAt(System.Net.IPEndPoint.Parse(entry.SiloName.Split('/')[0]).Port));
}
