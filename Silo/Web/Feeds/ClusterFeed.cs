using System.Collections.Immutable;
using MesosOrleans.Pages;
using MesosOrleans.Silo.Http;

namespace MesosOrleans.Silo.Web.Feeds;

/// <summary>The cluster for all who look at it from this silo, and what has changed in it while they did.</summary>
internal sealed class ClusterFeed(ClusterReader cluster, MasterSettings settings, TimeProvider time, ILogger<ClusterFeed> log) : Feed<ClusterModel>(time, log)
{
    private const int EventsMax = 200;

    private readonly TimeProvider _time = time;

    /// <summary>The newest first.</summary>
    public ImmutableArray<ClusterEvent> Events { get; private set; } = [];

    protected override async Task<ClusterModel> Read(CancellationToken cancelled) =>
        ClusterModel.Of(await cluster.Read(cancelled), settings.Roles, _time.GetUtcNow());

    protected override void Took(ClusterModel? before, ClusterModel now)
    {
        if (before is not null)
        {
            Events = ClusterEvents.Append(Events, ClusterEvents.Between(before, now), EventsMax);
        }
    }
}
