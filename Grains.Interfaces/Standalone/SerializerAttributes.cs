// The messages are marked for Orleans's serializer. A program that compiles them without Orleans finds the marks here, where they mean nothing.
namespace Orleans;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
internal sealed class GenerateSerializerAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property)]
internal sealed class ImmutableAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
internal sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias => alias;
}

/// <summary>The field's number.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class IdAttribute(uint id) : Attribute
{
    public uint Id => id;
}
