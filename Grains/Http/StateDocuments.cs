using System.Globalization;
using MesosOrleans.Frameworks;
using MesosOrleans.Slaves;

namespace MesosOrleans.Http;

/// <summary>Makes the state document from what the grains said.</summary>
public static class StateDocuments
{
    /// <param name="silo">The silo that answers.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="metrics">Values by Mesos key, for the counts of tasks; a key that is not there counts as 0.</param>
    public static StateDocument Of(SiloFacts silo, ClusterView view, IReadOnlyDictionary<string, double> metrics)
    {
        var leader = view.Registry.Master;
        var slaves = view.Registered.Select(Of).OrderBy(slave => slave.Id, StringComparer.Ordinal).ToList();
        long Count(string name) => (long)metrics.GetValueOrDefault("master/" + name);
        return new StateDocument
        {
            ActivatedSlaves = slaves.Count,
            BuildDate = silo.BuiltAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            BuildTime = Math.Floor(Seconds(silo.BuiltAt)),
            BuildUser = "",
            Cluster = silo.Cluster,
            CompletedFrameworks = [.. view.Registry.Completed.Select(Of)],
            DeactivatedSlaves = view.Registry.RemovedSlaves,
            ElectedTime = leader.Pid == silo.Pid ? Seconds(leader.ElectedAt) : null,
            FailedTasks = Count("tasks_failed"),
            FinishedTasks = Count("tasks_finished"),
            Flags = new SortedDictionary<string, string>(silo.ShownFlags.ToDictionary(), StringComparer.Ordinal),
            Frameworks = [.. view.Frameworks.Select(Of)],
            Hostname = silo.Hostname,
            Id = silo.Id,
            KilledTasks = Count("tasks_killed"),
            Leader = leader.Pid,
            LogDir = silo.ShownFlags.GetValueOrDefault("log_dir"),
            LostTasks = Count("tasks_lost"),
            Pid = silo.Pid,
            Product = $"MesosOrleans {silo.Version}",
            Slaves = [.. slaves],
            StagedTasks = Count("staged_tasks"),
            StartTime = Seconds(silo.StartedAt),
            StartedTasks = Count("started_tasks"),
            Version = SiloFacts.MesosVersion,
        };
    }

    private static SlaveDocument Of(SlaveView slave) => new()
    {
        Attributes = AttributesDocument.Of(slave.Info.Attributes),
        Hostname = slave.Info.Hostname,
        Id = slave.Info.Id?.Value ?? "",
        Pid = string.Create(CultureInfo.InvariantCulture, $"slave(1)@{slave.Info.Hostname}:{slave.Info.Port}"),
        RegisteredTime = Seconds(slave.RegisteredAt),
        ReregisteredTime = slave.ReregisteredAt is { } again ? Seconds(again) : null,
        Resources = ResourcesDocument.Of(slave.Info.Resources),
    };

    private static FrameworkDocument Of(FrameworkView framework) => new()
    {
        Active = framework.Active,
        Checkpoint = framework.Info.Checkpoint,
        CompletedTasks = [.. framework.CompletedTasks.Select(TaskDocument.Of)],
        FailoverTimeout = double.IsFinite(framework.Info.FailoverTimeout) ? framework.Info.FailoverTimeout : 0,
        Hostname = framework.Info.Hostname,
        Id = framework.Info.Id?.Value ?? "",
        Name = framework.Info.Name,
        Offers =
        [
            .. framework.Offers.Select(offer => new OfferDocument(
                offer.FrameworkId.Value, offer.Id.Value, ResourcesDocument.Of(offer.Resources), offer.SlaveId.Value)),
        ],
        RegisteredTime = Seconds(framework.RegisteredAt),
        ReregisteredTime = framework.ReregisteredAt != framework.RegisteredAt ? Seconds(framework.ReregisteredAt) : null,
        Resources = ResourcesDocument.Of(ClusterView.HeldBy(framework)),
        Role = framework.Info.Role,
        Tasks = [.. framework.Tasks.Select(TaskDocument.Of)],
        UnregisteredTime = Seconds(framework.UnregisteredAt),
        User = framework.Info.User,
    };

    /// <summary>Seconds since 1970 to the microsecond; 0 for what has not happened, as in Mesos.</summary>
    private static double Seconds(DateTimeOffset? time) =>
        time is { } known ? Math.Round((known - DateTimeOffset.UnixEpoch).TotalSeconds, 6) : 0;
}
