using MesosOrleans.Bench.Simulation.Cluster;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Tests.Simulation;

/// <summary>Ways to break the rules of a cluster, each of which the simulator has to notice. They exist here only.</summary>
internal static class PlantedClusterFault
{
    public static readonly IReadOnlyDictionary<string, ClusterMachinery> All = new Dictionary<string, ClusterMachinery>
    {
        ["3: a removed slave is readmitted"] = new()
        {
            Apply = (registry, operation, strict) => operation is RegistryOperation.Readmit && registry.Removed.Contains(operation.Slave)
                ? (registry, new RegistryVerdict.Unchanged(operation.Slave))
                : RegistryRules.Apply(registry, operation, strict),
        },
        ["3: a slave that is being removed launches"] = new()
        {
            BeginRemoval = (machine, effects) =>
            {
                machine.BeginRemoval(effects);
                effects.Commands.Add(new AgentCommand.Launch(new FrameworkInfo { Name = "" }, new TaskInfo { Name = "0", TaskId = new TaskId("t"), SlaveId = machine.Id, Resources = machine.Total }));
            },
        },
        // One of the two alone is made good by the other: an agent refuses what does not fit (invariant 4).
        ["4: an agent believes to have twice what it has, and its slave's ledger forgets the executors that it shows"] = new()
        {
            AgentTotal = total => total + total,
            Hear = registration => registration with { Executors = [] },
        },
        ["4: an agent believes to have twice what it has, and its slave's ledger forgets the tasks that it shows"] = new()
        {
            AgentTotal = total => total + total,
            Hear = registration => registration with { Tasks = [], Pending = [] },
        },
        ["5: an agent takes commands of its former sessions"] = new() { IsCurrent = (_, _) => true },
        ["5: an update is acknowledged before its scheduler has it"] = new()
        {
            FrameworkStep = effects =>
            {
                foreach (var told in effects.Events.OfType<SchedulerEvent.TaskUpdated>().Where(told => told.Update is { SlaveId: not null, Status.IsReconciliation: false }).ToArray())
                    effects.Calls.Add((told.Update.SlaveId!.Value, new FrameworkCall.Acknowledge(told.Update.Status.TaskId, told.Update.Uuid)));
            },
        },
        ["5: a restarted agent forgets what was not acknowledged"] = new()
        {
            Recover = former => former with { Pending = [], Tasks = [.. former.Tasks.Where(task => !task.State.IsTerminal())] },
        },
        ["5: framework epochs are not compared"] = new()
        {
            Submit = submission => submission with { Epoch = new Epoch(Guid.Empty, long.MaxValue) },
        },
        ["5: tasks of a silent slave are told lost at once"] = new()
        {
            SlaveStep = (machine, effects) =>
            {
                foreach (var (framework, _) in effects.Facts.Where(fact => fact.Fact is SlaveFact.Rescinded && !machine.Connected).ToArray())
                    effects.Facts.Add((framework, new SlaveFact.SlaveLost("")));
            },
        },
        ["6: a restarted agent forgets a task that runs"] = new() { Recover = former => former with { Tasks = [.. former.Tasks.Skip(1)], Pending = [] } },
        ["7: the end of a framework does not reach its slaves"] = new()
        {
            SlaveStep = (_, effects) => effects.Commands.RemoveAll(command => command is AgentCommand.ShutdownFramework),
        },
        ["7: the allocator never hears that resources are free again"] = new() { Report = report => report with { Shares = [new(new FrameworkId("F0"), report.Total)] } },
    };
}
