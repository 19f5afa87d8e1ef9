using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Pages;

/// <summary>A task in a table.</summary>
/// <param name="Task">With its history.</param>
/// <param name="Framework">The framework's name.</param>
/// <param name="Host">The slave's host name; empty if the slave is gone.</param>
public readonly record struct TaskRow(TaskSummary Task, string Framework, string Host)
{
    /// <summary>When it came into its state, in seconds since 1970; a task without a status was just accepted, so it is the newest.</summary>
    public double Since => Task.Statuses.IsEmpty ? double.MaxValue : Task.Statuses[^1].Timestamp;
}

/// <summary>A framework in a table.</summary>
/// <param name="Info">With its ID.</param>
/// <param name="State">Whether a scheduler is subscribed, none is, or it has ended.</param>
/// <param name="RegisteredAt">First subscription.</param>
/// <param name="UnregisteredAt">When it ended.</param>
/// <param name="Tasks">Unfinished.</param>
/// <param name="Ended">Finished ones that are remembered.</param>
/// <param name="Offers">Outstanding.</param>
/// <param name="Held">By its tasks and offers.</param>
/// <param name="Share">Its dominant share, 0 to 1.</param>
public sealed record FrameworkRow(
    FrameworkInfo Info, FrameworkStanding State, DateTimeOffset RegisteredAt, DateTimeOffset? UnregisteredAt, int Tasks, int Ended, int Offers, Resources Held, double Share)
{
    /// <summary>Its ID.</summary>
    public string Id => Info.Id?.Value ?? "";
}

/// <summary>How a framework stands.</summary>
public enum FrameworkStanding
{
    /// <summary>A scheduler is subscribed.</summary>
    Active,

    /// <summary>It waits for its scheduler until its failover timeout is over.</summary>
    Disconnected,

    /// <summary>It is no more.</summary>
    Completed,
}

/// <summary>A slave in a table.</summary>
/// <param name="View">As its grain describes it.</param>
/// <param name="Tasks">Unfinished tasks on it.</param>
/// <param name="Bars">Its scalars.</param>
public sealed record SlaveRow(SlaveView View, int Tasks, IReadOnlyList<ResourceBar> Bars)
{
    /// <summary>Its ID.</summary>
    public string Id => View.Info.Id?.Value ?? "";

    /// <summary>How it stands.</summary>
    public SlaveStanding State => View.RegisteredAt is null ? SlaveStanding.Awaited : View.Connected ? SlaveStanding.Connected : SlaveStanding.Disconnected;
}

/// <summary>How a slave stands.</summary>
public enum SlaveStanding
{
    /// <summary>Its agent answers.</summary>
    Connected,

    /// <summary>Its agent is silent.</summary>
    Disconnected,

    /// <summary>It is admitted, and has not come back since the masters recovered.</summary>
    Awaited,
}

/// <summary>An offer in a table.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Framework">The framework's name.</param>
public sealed record OfferRow(Offer Offer, string Framework);

/// <summary>A role in a table.</summary>
/// <param name="Name">The role.</param>
/// <param name="Weight">In the allocation.</param>
/// <param name="Frameworks">Those that have not ended.</param>
/// <param name="Held">By them together.</param>
/// <param name="Share">Its dominant share, 0 to 1.</param>
public sealed record RoleRow(string Name, double Weight, IReadOnlyList<FrameworkRow> Frameworks, Resources Held, double Share)
{
    /// <summary>What the allocation compares: the share by the weight; the role with the least is offered first.</summary>
    public double WeightedShare => Share / Weight;
}
