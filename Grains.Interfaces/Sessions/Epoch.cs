namespace MesosOrleans.Sessions;

/// <summary>
/// Names one session of an agent or a scheduler, unique for ever: the grain activation that gave it, and a number that rises with each session.
/// Whoever shows another epoch than the newest is answered so, and subscribes again with everything it holds.
/// </summary>
/// <param name="Activation">Random; drawn when the grain activates.</param>
/// <param name="Number">For frameworks kept in grain storage, so that two epochs of one framework can be ordered.</param>
[GenerateSerializer, Immutable]
public readonly record struct Epoch([property: Id(0)] Guid Activation, [property: Id(1)] long Number)
{
    /// <summary>No session.</summary>
    public static readonly Epoch None;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}:{Activation:N}";
}
