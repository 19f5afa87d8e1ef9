using System.Text.Json.Serialization;

namespace MesosOrleans.Cli.Doctor;

/// <summary>What a check has found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Says">What was found, in a sentence.</param>
/// <param name="Advice">What to do; null if nothing is to be done.</param>
internal sealed record Finding(
    [property: JsonPropertyName("check")] string Check,
    [property: JsonPropertyName("verdict")] Verdict Verdict,
    [property: JsonPropertyName("says")] string Says,
    [property: JsonPropertyName("advice")] string? Advice = null);

/// <summary>How it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>In order.</summary>
    Good,

    /// <summary>It will run, but not as well or not with everything.</summary>
    Warning,

    /// <summary>It will not run like this.</summary>
    Bad,
}

[JsonSerializable(typeof(Finding))]
internal sealed partial class FindingJson : JsonSerializerContext;
