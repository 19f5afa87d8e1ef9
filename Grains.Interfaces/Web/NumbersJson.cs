using System.Text.Json.Serialization;

namespace MesosOrleans.Web;

/// <summary>The reflection-free JSON of numbers by name.</summary>
[JsonSerializable(typeof(SortedDictionary<string, double>))]
internal sealed partial class NumbersJson : JsonSerializerContext;
