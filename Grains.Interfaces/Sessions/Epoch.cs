namespace MesosOrleans.Sessions;

/// <summary>
/// Names one session of an agent or a scheduler, unique for ever: something random, and a number that rises with each session.
/// Whoever shows another epoch than the newest is answered so, and subscribes again with everything it holds.
/// </summary>
/// <param name="Activation">Random; drawn for each session.</param>
/// <param name="Number">Orders the epochs of one framework, for which it is kept in grain storage, and those of one slave, whose agent counts its registrations.</param>
[GenerateSerializer, Immutable]
public readonly record struct Epoch([property: Id(0)] Guid Activation, [property: Id(1)] long Number)
{
    /// <summary>No session.</summary>
    public static readonly Epoch None;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}:{Activation:N}";
}
