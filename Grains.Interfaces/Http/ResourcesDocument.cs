using System.Text.Json.Serialization;
using MesosOrleans.Values;

namespace MesosOrleans.Http;

/// <summary>
/// Resources as every endpoint shows them: summed over roles; what is not named here is left out (Mesos 0.19 <c>src/common/http.cpp</c>).
/// </summary>
/// <param name="Cpus">CPUs.</param>
/// <param name="Disk">MB, truncated to an integer.</param>
/// <param name="Mem">MB, truncated to an integer.</param>
/// <param name="Ports"><c>[31000-31005, 31010-31010]</c>; null, and then left out, without such ranges.</param>
public sealed record ResourcesDocument(
    [property: JsonPropertyName("cpus")] double Cpus,
    [property: JsonPropertyName("disk")] long Disk,
    [property: JsonPropertyName("mem")] long Mem,
    [property: JsonPropertyName("ports"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ports = null)
{
    /// <summary>The document of a value.</summary>
    public static ResourcesDocument Of(Resources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return new ResourcesDocument(
            resources.Cpus, resources.Milli("disk") / 1000, resources.Milli("mem") / 1000, resources.RangesOf("ports")?.ToString());
    }
}
