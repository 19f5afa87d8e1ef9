using System.Globalization;

namespace MesosOrleans.Values;

/// <summary>A closed interval, both ends included. Prints as <c>31000-32000</c>.</summary>
/// <param name="Begin">First number; must not exceed <paramref name="End"/> (held by <see cref="Ranges"/>, not here).</param>
/// <param name="End">Last number.</param>
[GenerateSerializer, Immutable]
public readonly record struct ValueRange([property: Id(1)] ulong Begin, [property: Id(2)] ulong End)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Begin}-{End}");
}
