using System.Collections.Immutable;

namespace MesosOrleans.Sessions;

/// <summary>Some items of one sender's stream, in order. Sent again as it is until the receiver has answered, so a receiver skips what it has seen (<see cref="Inbox"/>).</summary>
/// <param name="Stream">Names the stream: one <see cref="Outbox{T}"/> for as long as it lives.</param>
/// <param name="First">The sequence number of the first item; the others follow without a gap.</param>
/// <param name="Items">At least one.</param>
[GenerateSerializer, Immutable]
public sealed record Batch<T>([property: Id(0)] Guid Stream, [property: Id(1)] long First, [property: Id(2)] ImmutableArray<T> Items);

/// <summary>What the receiver of a batch answers.</summary>
public enum Receipt
{
    /// <summary>It has all of them (some perhaps from before); the sender goes on.</summary>
    Taken = 0,

    /// <summary>It cannot take them now; the sender tries the same again a little later.</summary>
    Busy = 1,

    /// <summary>It does not know the session: the other side must subscribe again with everything it holds.</summary>
    UnknownSession = 2,

    /// <summary>Whom they are for is gone for good, or who sends them is: the receiver of this answer ends what belongs to it.</summary>
    Gone = 3,
}
