using MesosOrleans.Http;
using MesosOrleans.Silo.Http;
using MesosOrleans.Silo.Membership;

namespace MesosOrleans.Silo.Web.Feeds;

/// <summary>The silos of the membership table, those that are gone too.</summary>
internal sealed class SilosFeed(IGrainFactory grains, Leadership leadership, SiloFacts own, TimeProvider time, ILogger<SilosFeed> log) : Feed<SilosModel>(time, log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time;

    protected override async Task<SilosModel> Read(CancellationToken cancelled)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetDetailedHosts(onlyActive: false, cancelled).WaitAsync(Patience, _time, cancelled);
        var leader = new Uri(await leadership.LeaderAddress()).Port;
        var rows = await Task.WhenAll(hosts.Select(async host => Row(host, host.Status == SiloStatus.Active ? await Statistics(management, host.SiloAddress, cancelled) : null, leader)));
        return new SilosModel([.. rows.OrderBy(row => row.Status != nameof(SiloStatus.Active)).ThenByDescending(row => row.StartedAt)]);
    }

    private SiloRow Row(MembershipEntry host, SiloRuntimeStatistics? statistics, int leader)
    {
        var name = SiloName.TryParse(host.SiloName, out var parsed) ? parsed : null;
        return new SiloRow(
            host.SiloAddress.ToParsableString(), name?.Http.ToString() ?? host.SiloName, host.Status.ToString(),
            host.Status == SiloStatus.Active && name?.Http.Port == leader,
            name?.Http.ToString() == $"{own.Ip}:{own.Port}" && host.Status == SiloStatus.Active, new DateTimeOffset(host.StartTime, TimeSpan.Zero),
            statistics?.ActivationCount, statistics?.ClientCount, statistics?.EnvironmentStatistics.FilteredCpuUsagePercentage, statistics?.EnvironmentStatistics.FilteredMemoryUsageBytes);
    }

    /// <summary>Null if it does not answer, as one that was just lost.</summary>
    private async Task<SiloRuntimeStatistics?> Statistics(IManagementGrain management, SiloAddress silo, CancellationToken cancelled)
    {
        try
        {
            return (await management.GetRuntimeStatistics([silo], cancelled).WaitAsync(Patience, _time, cancelled))[0];
        }
        catch (Exception) when (!cancelled.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>All silos.</summary>
internal sealed record SilosModel(IReadOnlyList<SiloRow> Silos);

/// <summary>A silo in a table.</summary>
/// <param name="Id">Its address and generation.</param>
/// <param name="Http"><c>IP:PORT</c> of its endpoints.</param>
/// <param name="Status">In Orleans's membership.</param>
/// <param name="IsLeader">It hosts the registrar.</param>
/// <param name="IsOwn">It serves this page.</param>
/// <param name="StartedAt">When its process began.</param>
/// <param name="Activations">Grains in its memory; null: it does not say.</param>
/// <param name="Clients">Agents and frameworks at its gateway.</param>
/// <param name="CpuPercent">Of the machine.</param>
/// <param name="MemoryBytes">Of its process.</param>
internal sealed record SiloRow(
    string Id, string Http, string Status, bool IsLeader, bool IsOwn, DateTimeOffset StartedAt, int? Activations, long? Clients, double? CpuPercent, double? MemoryBytes);
