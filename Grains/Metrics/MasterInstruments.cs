using System.Diagnostics.Metrics;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tracing;

namespace MesosOrleans.Metrics;

/// <summary>What this silo's grains count and hold; the names are Mesos's with a dot for the slash (facts: metrics 1). Counters only rise; the others follow what the grains of this silo hold now.</summary>
public sealed class MasterInstruments
{
    /// <summary>The meter that OpenTelemetry collects.</summary>
    public const string MeterName = "MesosOrleans.Master";

    private readonly UpDownCounter<long>[] _tasksNow;
    private readonly Counter<long>[] _tasksEnded;
    private readonly Counter<long>[] _updates;

    public MasterInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Counter<long> Count(string name, string what) => meter.CreateCounter<long>("master." + name, null, what);
        UpDownCounter<long> Hold(string name, string what) => meter.CreateUpDownCounter<long>("master." + name, null, what);
        UpDownCounter<double> HoldAmount(string name, string what) => meter.CreateUpDownCounter<double>("master." + name, null, what);
        Counter<long> CountCalls(string name, string what) => Count("messages_" + name, $"Calls: {what}.");

        Latency = new LatencyInstruments(meter);
        meter.CreateObservableGauge("master.event_queue_size", static () => ThreadPool.PendingWorkItemCount, null, "Turns of grains and other work that wait for a thread.");
        SlavesActive = Hold("slaves_active", "Registered slaves whose agent answers.");
        SlavesInactive = Hold("slaves_inactive", "Registered slaves whose agent does not answer.");
        FrameworksActive = Hold("frameworks_active", "Frameworks whose scheduler is subscribed and wants offers.");
        FrameworksInactive = Hold("frameworks_inactive", "Frameworks that wait for their scheduler, or whose scheduler wants no offers.");
        OutstandingOffers = Hold("outstanding_offers", "Offers that were not answered yet.");
        _tasksNow =
        [
            Hold("tasks_staging", "Tasks that were sent and have not said anything."), Hold("tasks_starting", "Tasks that are being started."), Hold("tasks_running", "Tasks that run."),
        ];
        _tasksEnded =
        [
            Count("tasks_finished", "Known tasks that ended so."), Count("tasks_failed", "Known tasks that ended so."), Count("tasks_killed", "Known tasks that ended so."),
            Count("tasks_lost", "Known tasks that ended so, or whose slave is gone."),
        ];
        CpusTotal = HoldAmount("cpus_total", "Processors of all registered slaves.");
        MemTotal = HoldAmount("mem_total", "Memory of all registered slaves, in MB.");
        DiskTotal = HoldAmount("disk_total", "Disk of all registered slaves, in MB.");
        CpusUsed = HoldAmount("cpus_used", "Processors that tasks and executors use.");
        MemUsed = HoldAmount("mem_used", "Memory that tasks and executors use, in MB.");
        DiskUsed = HoldAmount("disk_used", "Disk that tasks and executors use, in MB.");
        OthersTotal = HoldAmount("resources_total", "Other scalar resources of all registered slaves, by name.");
        OthersUsed = HoldAmount("resources_used", "Other scalar resources that tasks and executors use, by name.");
        RegisterFramework = CountCalls("register_framework", "a scheduler subscribes for the first time");
        ReregisterFramework = CountCalls("reregister_framework", "a scheduler subscribes again");
        UnregisterFramework = CountCalls("unregister_framework", "a scheduler ends its framework");
        DeactivateFramework = CountCalls("deactivate_framework", "a scheduler wants no more offers");
        KillTask = CountCalls("kill_task", "a task shall end");
        Acknowledgements = CountCalls("status_update_acknowledgement", "a scheduler has an update");
        LaunchTasks = CountCalls("launch_tasks", "offers are used or declined");
        ReviveOffers = CountCalls("revive_offers", "a scheduler forgets its filters");
        ReconcileTasks = CountCalls("reconcile_tasks", "a scheduler asks for states of tasks");
        ResourceRequest = CountCalls("resource_request", "a scheduler says what it would like");
        FrameworkToExecutor = CountCalls("framework_to_executor", "a scheduler speaks to an executor");
        RegisterSlave = CountCalls("register_slave", "an agent asks to be admitted");
        ReregisterSlave = CountCalls("reregister_slave", "an agent registers again");
        CountCalls("unregister_slave", "an agent says that it ends; agents here just end, and are removed when their time to come back is over");
        Authenticate = CountCalls("authenticate", "somebody begins to show who they are");
        AuthenticationFailures = Count("authentication_failures", "Exchanges in which a wrong secret or an unknown principal was shown.");
        StatusUpdates = CountCalls("status_update", "a task of an agent has changed");
        ExitedExecutor = CountCalls("exited_executor", "an executor of an agent is no more");
        Dropped = Count("dropped_messages", "Messages for a session that is over, or of which too many waited.");
        ValidMessages = Count("valid_framework_to_executor_messages", "Messages to executors that went on to their agent.");
        InvalidMessages = Count("invalid_framework_to_executor_messages", "Messages to executors of slaves that are gone or do not answer, or of which too many waited.");
        ValidUpdates = Count("valid_status_updates", "Updates of tasks that the slave is known to have.");
        InvalidUpdates = Count("invalid_status_updates", "Updates of unknown tasks, which go on to their framework just the same, or of a session that is over.");
        ValidAcknowledgements = Count("valid_status_update_acknowledgements", "Acknowledgements that went on to their agent.");
        InvalidAcknowledgements = Count("invalid_status_update_acknowledgements", "Acknowledgements for slaves that are gone.");
        SlaveRegistrations = Count("slave_registrations", "Slaves that were admitted.");
        SlaveReregistrations = Count("slave_reregistrations", "Slaves that came back to masters that did not know them.");
        SlaveRemovals = Count("slave_removals", "Slaves that were removed for ever.");
        RecoverySlaveRemovals = Count("recovery_slave_removals", "Slaves that did not come back in time after a loss of the masters.");
        StagedTasks = Count("staged_tasks", "Launches.");
        _updates =
        [
            Count("started_tasks", "Updates of that state from slaves."), Count("finished_tasks", "Updates of that state from slaves."), Count("failed_tasks", "Updates of that state from slaves."),
            Count("killed_tasks", "Updates of that state from slaves."), Count("lost_tasks", "Updates of that state from slaves."),
        ];
    }

    /// <summary>How long things take.</summary>
    public LatencyInstruments Latency { get; }

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

    /// <summary>With the name as <c>resource</c>.</summary>
    public UpDownCounter<double> OthersTotal { get; }

    /// <summary>With the name as <c>resource</c>.</summary>
    public UpDownCounter<double> OthersUsed { get; }

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

    /// <summary>What nobody got: it was for a session that is over, or too much waited.</summary>
    public Counter<long> Authenticate { get; }

    public Counter<long> AuthenticationFailures { get; }

    public Counter<long> Dropped { get; }

    public Counter<long> ValidMessages { get; }

    public Counter<long> InvalidMessages { get; }

    public Counter<long> ValidUpdates { get; }

    public Counter<long> InvalidUpdates { get; }

    public Counter<long> ValidAcknowledgements { get; }

    public Counter<long> InvalidAcknowledgements { get; }

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
    /// <param name="facts">In order.</param>
    /// <param name="slave">That has not heard them yet; null: they are of a session that is over.</param>
    public void Count(ReadOnlySpan<AgentFact> facts, SlaveMachine? slave)
    {
        var (updates, known, exits) = (0, 0, 0);
        foreach (var fact in facts)
        {
            exits += fact is AgentFact.ExecutorExited ? 1 : 0;
            if (fact is AgentFact.Updated { Update: var update })
            {
                updates++;
                TaskTrace.Note("slave.update", update.FrameworkId, update.Status.TaskId, update.Status.State);
                if (slave?.Has(update.FrameworkId, update.Status.TaskId) == true)
                {
                    known++;
                    Tell(update.Status.State);
                }
            }
        }

        StatusUpdates.Add(updates);
        ValidUpdates.Add(known);
        InvalidUpdates.Add(updates - known);
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

    private void Tell(TaskState state)
    {
        if (state == TaskState.Starting)
        {
            _updates[0].Add(1);
        }
        else if (state.IsTerminal() && state - TaskState.Finished + 1 < _updates.Length)
        {
            _updates[state - TaskState.Finished + 1].Add(1);
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
