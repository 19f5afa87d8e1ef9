namespace MesosOrleans.Wire;

/// <summary>
/// A record that has a Mesos wire form: its protobuf and JSON codecs are derived from it when the project is built. A property's
/// <c>[Id(n)]</c> is its field number and its name in snake case is its JSON name; an ID from 100 on is ours and never leaves.
/// A property's initializer is the field's declared default (an empty text, list or value means that the field is unset).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MessageAttribute : Attribute;

/// <summary>Where the wire form of a field differs from what its property says by itself.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WireAttribute : Attribute
{
    /// <summary>As <see cref="V1"/>: the v1 API does not have the field.</summary>
    public const int Absent = -1;

    /// <summary>The field's name; null for the property's in snake case.</summary>
    public string? Name { get; set; }

    /// <summary>The field's name in the v1 API; null for the same with <c>slave</c> replaced by <c>agent</c>.</summary>
    public string? V1Name { get; set; }

    /// <summary>The field's number in the v1 API; 0 for the same, <see cref="Absent"/> if it has none.</summary>
    public int V1 { get; set; }

    /// <summary>True if a message without the field is refused although C# does not require the property.</summary>
    public bool Required { get; set; }

    /// <summary>True if zero or false is a default that the schema declares, so that JSON always shows it.</summary>
    public bool ZeroByDefault { get; set; }

    /// <summary>True if the schema calls the field deprecated: JSON shows it only when it differs from its default.</summary>
    public bool Deprecated { get; set; }

    /// <summary>The name of the one repeated field (number 1) of the message that wraps this list on the wire; null without one.</summary>
    public string? Wraps { get; set; }

    /// <summary>True for the property that keeps the whole message as it was read from protobuf, unknown fields included.</summary>
    public bool Raw { get; set; }
}

/// <summary>An enum of the wire: its members' names in upper snake case behind a prefix, such as <c>TASK_</c>.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class WireEnumAttribute(string prefix = "") : Attribute
{
    /// <summary>What stands before each name.</summary>
    public string Prefix => prefix;
}
