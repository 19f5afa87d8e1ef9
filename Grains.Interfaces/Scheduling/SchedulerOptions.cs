using MesosOrleans.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Scheduling;

/// <summary>How a <see cref="MesosScheduler"/> behaves.</summary>
public sealed record SchedulerOptions
{
    /// <summary>True: an update is acknowledged when the next event is asked for, that is, when it was dealt with. False: the user calls <see cref="MesosScheduler.Acknowledge"/>.</summary>
    public bool AutoAcknowledge { get; init; } = true;

    /// <summary>True: the framework ends with the scheduler object, and its tasks with it. Null: so if its failover timeout is 0.</summary>
    public bool? TeardownOnDispose { get; init; }

    /// <summary>True: wait until a silo answers. False: <see cref="Connection.MasterUnreachableException"/> at once.</summary>
    public bool WaitForMaster { get; init; }

    /// <summary>Who the framework is, and the secret that shows it; null: it authenticates as nobody.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Where it logs; nowhere by default.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
