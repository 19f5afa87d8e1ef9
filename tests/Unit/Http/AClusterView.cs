using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.Http;

/// <summary>A small cluster with one of everything that the documents show.</summary>
internal static class AClusterView
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 1, 27, 59, 51, TimeSpan.Zero);

    public static SiloFacts Silo { get; } = new()
    {
        Id = "20261123-012759-16777343-5050-11889",
        StartedAt = Start,
        Ip = "127.0.0.1",
        Port = 5050,
        Hostname = "localhost",
        ShownFlags = new Dictionary<string, string> { ["work_dir"] = "/var/lib/mesos", ["cluster"] = "peers", ["log_dir"] = "/var/log" },
        Cluster = "peers",
        Version = "0.1.0",
        BuiltAt = new DateTimeOffset(2026, 11, 23, 0, 58, 18, TimeSpan.Zero),
    };

    public static ClusterView View { get; } = new(
        new RegistryView
        {
            Master = new MasterInfo
            {
                Id = Silo.Id,
                Ip = "127.0.0.1",
                Port = 5050,
                Pid = "master@127.0.0.1:5050",
                Hostname = "localhost",
                ElectedAt = Start.AddMilliseconds(1),
            },
            RemovedSlaves = 3,
            Completed = [Framework("F-0000", "bench") with { UnregisteredAt = Start.AddSeconds(4), CompletedTasks = [Task("F-0000", "old", TaskState.Finished)] }],
        },
        [
            new SlaveView
            {
                Info = Slave("S-1"), Connected = true, RegisteredAt = Start.AddSeconds(1), ReregisteredAt = Start.AddSeconds(2), Used = Resources.Parse("cpus:0.1;mem:8"),
            },
            new SlaveView { Info = Slave("S-0"), Connected = false, RegisteredAt = Start.AddSeconds(1) },
            new SlaveView { Info = Slave("S-2") },
        ],
        [
            Framework("F-0001", "hold") with
            {
                Active = true,
                Tasks = [Task("F-0001", "t/1", TaskState.Running), Task("F-0001", "t/2", TaskState.Failed)],
                Offers =
                [
                    new Offer
                    {
                        Id = new OfferId("O-7"), FrameworkId = new FrameworkId("F-0001"), SlaveId = new SlaveId("S-0"), Hostname = "h",
                        Resources = Resources.Parse("cpus:1.5;mem:100;ports:[31000-31001]"),
                    },
                ],
            },
        ]);

    public static TaskSummary Task(string framework, string id, TaskState state, double timestamp = 1795397284.134) => new()
    {
        Name = "n-" + id,
        TaskId = new TaskId(id),
        FrameworkId = new FrameworkId(framework),
        SlaveId = new SlaveId("S-1"),
        State = state,
        Resources = Resources.Parse("cpus:0.1;mem:8"),
        Statuses = [new TaskStatus { TaskId = new TaskId(id), State = state, Timestamp = timestamp }],
    };

    public static FrameworkView Framework(string id, string name) => new()
    {
        Info = new FrameworkInfo { Id = new FrameworkId(id), Name = name, User = "root", Hostname = "vm", FailoverTimeout = 60, Checkpoint = true },
        RegisteredAt = Start.AddSeconds(2),
        ReregisteredAt = Start.AddSeconds(2),
    };

    private static SlaveInfo Slave(string id) => new()
    {
        Id = new SlaveId(id),
        Hostname = "agent.example",
        Resources = Resources.Parse("cpus:64;mem:65536;disk:100000;ports:[31000-32000]"),
        Attributes = Attributes.Parse("rack:b12;level:2.5"),
    };
}
