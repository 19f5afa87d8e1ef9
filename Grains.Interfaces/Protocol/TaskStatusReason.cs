using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>Who speaks in a status (mesos.TaskStatus.Source; since Mesos 0.21).</summary>
[WireEnum("SOURCE_")]
public enum TaskStatusSource
{
    /// <summary>The masters.</summary>
    Master = 0,

    /// <summary>The agent.</summary>
    Slave = 1,

    /// <summary>The executor.</summary>
    Executor = 2,
}

/// <summary>Why a task is in its state, for programs (mesos.TaskStatus.Reason; since Mesos 0.21). The numbers are Mesos's.</summary>
[WireEnum("REASON_")]
public enum TaskStatusReason
{
    /// <summary>What ran the command ended without a word.</summary>
    CommandExecutorFailed = 0,

    /// <summary>The executor ended.</summary>
    ExecutorTerminated = 1,

    /// <summary>The executor had not subscribed yet.</summary>
    ExecutorUnregistered = 2,

    /// <summary>The framework ended.</summary>
    FrameworkRemoved = 3,

    /// <summary>Its directories could not be taken back from the collector.</summary>
    GcError = 4,

    /// <summary>The framework ID does not fit.</summary>
    InvalidFrameworkid = 5,

    /// <summary>An offer of the launch is not valid any more.</summary>
    InvalidOffers = 6,

    /// <summary>The scheduler has no master.</summary>
    MasterDisconnected = 7,

    /// <summary>The container exceeded its memory.</summary>
    ContainerLimitationMemory = 8,

    /// <summary>The answer to a reconciliation.</summary>
    Reconciliation = 9,

    /// <summary>The agent is not connected.</summary>
    SlaveDisconnected = 10,

    /// <summary>The agent was removed.</summary>
    SlaveRemoved = 11,

    /// <summary>The agent restarted and does not know it.</summary>
    SlaveRestarted = 12,

    /// <summary>The agent is unknown.</summary>
    SlaveUnknown = 13,

    /// <summary>The task was refused.</summary>
    TaskInvalid = 14,

    /// <summary>The framework may not run it.</summary>
    TaskUnauthorized = 15,

    /// <summary>Nobody knows the task.</summary>
    TaskUnknown = 16,

    /// <summary>The container had to make room.</summary>
    ContainerPreempted = 17,

    /// <summary>The agent does not have such resources.</summary>
    ResourcesUnknown = 18,

    /// <summary>The container exceeded a limit.</summary>
    ContainerLimitation = 19,

    /// <summary>The container exceeded its disk quota.</summary>
    ContainerLimitationDisk = 20,

    /// <summary>The container could not be started.</summary>
    ContainerLaunchFailed = 21,

    /// <summary>The limits of the container could not be changed.</summary>
    ContainerUpdateFailed = 22,

    /// <summary>The executor did not subscribe in time.</summary>
    ExecutorRegistrationTimeout = 23,

    /// <summary>The executor did not come back to a restarted agent in time.</summary>
    ExecutorReregistrationTimeout = 24,

    /// <summary>The task group was refused.</summary>
    TaskGroupInvalid = 25,

    /// <summary>The framework may not run the task group.</summary>
    TaskGroupUnauthorized = 26,

    /// <summary>What carries its input and output ended.</summary>
    IoSwitchboardExited = 27,

    /// <summary>A check says something new.</summary>
    TaskCheckStatusUpdated = 28,

    /// <summary>Its health changed.</summary>
    TaskHealthCheckStatusUpdated = 29,

    /// <summary>It was killed before it ran.</summary>
    TaskKilledDuringLaunch = 30,

    /// <summary>An operator removed the agent.</summary>
    SlaveRemovedByOperator = 31,

    /// <summary>The agent came back with it.</summary>
    SlaveReregistered = 32,

    /// <summary>It took longer than it was allowed to.</summary>
    MaxCompletionTimeReached = 33,

    /// <summary>The agent is being emptied.</summary>
    SlaveDraining = 34,
}
