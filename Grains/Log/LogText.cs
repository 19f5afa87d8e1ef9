using System.Text.Json;
using System.Text.Json.Serialization;

namespace MesosOrleans.Log;

/// <summary>How stores keep an ensemble and the sightings: JSON, so that people can read them in the database.</summary>
public static class LogText
{
    public static string Write(Ensemble ensemble) => JsonSerializer.Serialize(ensemble, LogJson.Default.Ensemble);

    public static string Write(Sightings sightings) => JsonSerializer.Serialize(sightings, LogJson.Default.Sightings);

    /// <exception cref="JsonException">The text is none of ours.</exception>
    public static Ensemble ReadEnsemble(string text) => JsonSerializer.Deserialize(text, LogJson.Default.Ensemble)!;

    /// <exception cref="JsonException">The text is none of ours.</exception>
    public static Sightings ReadSightings(string text) => JsonSerializer.Deserialize(text, LogJson.Default.Sightings)!;

    internal static ReadOnlyMemory<byte> Bytes(Ensemble ensemble) => JsonSerializer.SerializeToUtf8Bytes(ensemble, LogJson.Default.Ensemble);

    internal static Ensemble ReadEnsemble(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, LogJson.Default.Ensemble)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Ensemble))]
[JsonSerializable(typeof(Sightings))]
internal sealed partial class LogJson : JsonSerializerContext;
