namespace MesosOrleans.Generators;

/// <summary>What a field's items are. The first ones bear the names of the methods that read and write them.</summary>
internal enum FieldKind
{
    Bool,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Double,
    String,
    Bytes,
    Guid,
    Duration,
    Enum,
    Message,
}
