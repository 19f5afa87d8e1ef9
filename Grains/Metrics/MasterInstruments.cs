using System.Diagnostics.Metrics;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.Metrics;

/// <summary>What this silo's grains count and hold; the names are Mesos's with a dot for the slash (facts: metrics 1). Counters only rise; the others follow what the grains of this silo hold now.</summary>
public sealed class MasterInstruments
{
    /// <summary>The meter that OpenTelemetry collects.</summary>
    public const string MeterName = "MesosOrleans.Master";

    private readonly UpDownCounter<long>[] _tasksNow;
    private readonly Counter<long>[] _tasksEnded;

    public MasterInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Counter<long> Count(string name) => meter.CreateCounter<long>("master." + name);
        UpDownCounter<long> Hold(string name) => meter.CreateUpDownCounter<long>("master." + name);
        UpDownCounter<double> HoldAmount(string name) => meter.CreateUpDownCounter<double>("master." + name);

        SlavesActive = Hold("slaves_active");
        SlavesInactive = Hold("slaves_inactive");
        FrameworksActive = Hold("frameworks_active");
        FrameworksInactive = Hold("frameworks_inactive");
        OutstandingOffers = Hold("outstanding_offers");
        _tasksNow = [Hold("tasks_staging"), Hold("tasks_starting"), Hold("tasks_running")];
        _tasksEnded = [Count("tasks_finished"), Count("tasks_failed"), Count("tasks_killed"), Count("tasks_lost")];
        CpusTotal = HoldAmount("cpus_total");
        MemTotal = HoldAmount("mem_total");
        DiskTotal = HoldAmount("disk_total");
        CpusUsed = HoldAmount("cpus_used");
        MemUsed = HoldAmount("mem_used");
        DiskUsed = HoldAmount("disk_used");
        RegisterFramework = Count("messages_register_framework");
        ReregisterFramework = Count("messages_reregister_framework");
        UnregisterFramework = Count("messages_unregister_framework");
        KillTask = Count("messages_kill_task");
        Acknowledgements = Count("messages_status_update_acknowledgement");
        LaunchTasks = Count("messages_launch_tasks");
        ReviveOffers = Count("messages_revive_offers");
        ReconcileTasks = Count("messages_reconcile_tasks");
        RegisterSlave = Count("messages_register_slave");
        ReregisterSlave = Count("messages_reregister_slave");
        StatusUpdates = Count("messages_status_update");
        FrameworkToExecutor = Count("messages_framework_to_executor");
        ExitedExecutor = Count("messages_exited_executor");
        DeactivateFramework = Count("messages_deactivate_framework");
        ResourceRequest = Count("messages_resource_request");
        SlaveRegistrations = Count("slave_registrations");
        SlaveReregistrations = Count("slave_reregistrations");
        SlaveRemovals = Count("slave_removals");
        RecoverySlaveRemovals = Count("recovery_slave_removals");
        StagedTasks = Count("staged_tasks");
    }

    public UpDownCounter<long> SlavesActive { get; }

    public UpDownCounter<long> SlavesInactive { get; }

    public UpDownCounter<long> FrameworksActive { get; }

    public UpDownCounter<long> FrameworksInactive { get; }

    public UpDownCounter<long> OutstandingOffers { get; }

    public UpDownCounter<double> CpusTotal { get; }

    public UpDownCounter<double> MemTotal { get; }

    public UpDownCounter<double> DiskTotal { get; }

    public UpDownCounter<double> CpusUsed { get; }

    public UpDownCounter<double> MemUsed { get; }

    public UpDownCounter<double> DiskUsed { get; }

    public Counter<long> RegisterFramework { get; }

    public Counter<long> ReregisterFramework { get; }

    public Counter<long> UnregisterFramework { get; }

    public Counter<long> KillTask { get; }

    public Counter<long> Acknowledgements { get; }

    public Counter<long> LaunchTasks { get; }

    public Counter<long> ReviveOffers { get; }

    public Counter<long> ReconcileTasks { get; }

    public Counter<long> FrameworkToExecutor { get; }

    public Counter<long> ExitedExecutor { get; }

    public Counter<long> DeactivateFramework { get; }

    public Counter<long> ResourceRequest { get; }

    public Counter<long> RegisterSlave { get; }

    public Counter<long> ReregisterSlave { get; }

    public Counter<long> StatusUpdates { get; }

    public Counter<long> SlaveRegistrations { get; }

    public Counter<long> SlaveReregistrations { get; }

    public Counter<long> SlaveRemovals { get; }

    public Counter<long> RecoverySlaveRemovals { get; }

    /// <summary>Launches that were accepted (<c>staged_tasks</c> of stats.json).</summary>
    public Counter<long> StagedTasks { get; }

    /// <summary>A scheduler's call has come.</summary>
    public void Count(SchedulerCall call)
    {
        switch (call)
        {
            case SchedulerCall.Accept accept:
                LaunchTasks.Add(1);
                StagedTasks.Add(accept.Tasks.Length);
                break;
            case SchedulerCall.Kill:
                KillTask.Add(1);
                break;
            case SchedulerCall.Acknowledge:
                Acknowledgements.Add(1);
                break;
            case SchedulerCall.Reconcile:
                ReconcileTasks.Add(1);
                break;
            case SchedulerCall.Revive:
                ReviveOffers.Add(1);
                break;
            case SchedulerCall.Message:
                FrameworkToExecutor.Add(1);
                break;
            case SchedulerCall.Deactivate:
                DeactivateFramework.Add(1);
                break;
            case SchedulerCall.Request:
                ResourceRequest.Add(1);
                break;
        }
    }

    /// <summary>Facts of an agent have come.</summary>
    public void Count(ReadOnlySpan<AgentFact> facts)
    {
        var (updates, exits) = (0, 0);
        foreach (var fact in facts)
        {
            updates += fact is AgentFact.Updated ? 1 : 0;
            exits += fact is AgentFact.ExecutorExited ? 1 : 0;
        }

        StatusUpdates.Add(updates);
        ExitedExecutor.Add(exits);
    }

    /// <summary>A framework grain's task went from one state to another; null: it was not there, or is no more.</summary>
    public void Moved(TaskState? from, TaskState? to)
    {
        if (Now(from) is { } left)
        {
            left.Add(-1);
        }

        if (Now(to) is { } entered)
        {
            entered.Add(1);
        }
        else if (to is { } end && from?.IsTerminal() != true)
        {
            _tasksEnded[end - TaskState.Finished].Add(1);
        }
    }

    private UpDownCounter<long>? Now(TaskState? state) => state switch
    {
        TaskState.Staging => _tasksNow[0],
        TaskState.Starting => _tasksNow[1],
        TaskState.Running => _tasksNow[2],
        _ => null,
    };
}
