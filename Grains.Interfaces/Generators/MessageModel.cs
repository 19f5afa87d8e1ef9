using Microsoft.CodeAnalysis;

namespace MesosOrleans.Generators;

/// <summary>One message: its record and its fields as they are declared.</summary>
internal sealed class MessageModel
{
    private MessageModel(INamedTypeSymbol type, IReadOnlyList<FieldModel> fields, FieldModel? raw, IReadOnlyList<string> positional)
    {
        Type = type.Name;
        FullType = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        Namespace = type.ContainingNamespace.ToDisplayString();
        Accessibility = type.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public ? "public" : "internal";
        Fields = fields;
        Raw = raw;
        Positional = positional;
    }

    public string Type { get; }

    public string FullType { get; }

    public string Namespace { get; }

    public string Accessibility { get; }

    /// <summary>In the order of their declaration, which is that of their JSON.</summary>
    public IReadOnlyList<FieldModel> Fields { get; }

    /// <summary>The property that keeps the message as it was read; null without one.</summary>
    public FieldModel? Raw { get; }

    /// <summary>The properties that the constructor takes, in its order.</summary>
    public IReadOnlyList<string> Positional { get; }

    public static MessageModel Of(INamedTypeSymbol type, CancellationToken cancel)
    {
        var fields = type.GetMembers().OfType<IPropertySymbol>().Select(property => FieldModel.Of(property, cancel)).Where(field => field is not null).ToArray();
        var properties = new HashSet<string>(type.GetMembers().OfType<IPropertySymbol>().Select(property => property.Name));
        var positional = type.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0 && constructor.Parameters.All(parameter => properties.Contains(parameter.Name)))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault()?.Parameters.Select(parameter => parameter.Name).ToArray() ?? [];
        return new MessageModel(type, [.. fields.Where(field => !field!.IsRaw)!], fields.FirstOrDefault(field => field!.IsRaw), positional);
    }
}
