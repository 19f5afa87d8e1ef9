using System.Collections.Immutable;
using System.Globalization;

namespace MesosOrleans.Flags;

/// <summary>
/// The text of <c>--weights</c>: <c>role=weight</c> with commas between. A role without a weight has 1. Strict where Mesos is not:
/// its <c>atof</c> reads <c>2x</c> as 2.
/// </summary>
public static class WeightsText
{
    private const string Expected = "role=weight with commas between, each role once and each weight above 0, for example ads=2,search=1.5";

    /// <summary>The kind of a flag that holds weights.</summary>
    public static FlagKind<ImmutableSortedDictionary<string, double>> Kind { get; } = new("WEIGHTS", Expected, Parse);

    /// <summary>Reads the weights by role.</summary>
    /// <param name="text">For example <c>ads=2,search=1.5</c>; empty for none.</param>
    /// <returns>Role to weight; each weight is finite and above 0.</returns>
    /// <exception cref="FormatException">An item that is not <c>role=weight</c>, a weight not above 0, or one role twice.</exception>
    public static ImmutableSortedDictionary<string, double> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var weights = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var item in text.Length == 0 ? [] : text.Split(','))
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !RolesText.IsName(item[..equals])
                || !double.TryParse(item.AsSpan(equals + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
                || !(weight > 0 && double.IsFinite(weight)))
            {
                throw FlagKinds.Bad(item, "a weight", Expected);
            }

            if (!weights.TryAdd(item[..equals], weight))
            {
                throw new FormatException($"'{text}' has two weights for {item[..equals]}: expected {Expected}");
            }
        }

        return weights.ToImmutable();
    }

    /// <summary>A sentence about the first role that has a weight and does not exist, or null.</summary>
    /// <param name="weights">Weights by role.</param>
    /// <param name="roles">The roles of <c>--roles</c>; <c>*</c> exists besides.</param>
    public static string? UnknownRole(IReadOnlyDictionary<string, double> weights, IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Keys.FirstOrDefault(role => role != "*" && !roles.Contains(role)) is { } stranger
            ? $"--weights names the role '{stranger}', which --roles does not: expected one of {string.Join(", ", roles.Append("*"))}; "
                + $"add it as in --roles={string.Join(',', roles.Append(stranger))}"
            : null;
    }
}
