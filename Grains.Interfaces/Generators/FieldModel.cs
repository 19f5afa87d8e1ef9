using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MesosOrleans.Generators;

/// <summary>One field of a message: what its property and the attributes of it say.</summary>
internal sealed class FieldModel
{
    private const int FirstOfOurs = 100;
    private const int Absent = -1;

    private FieldModel(IPropertySymbol property) => Property = property.Name;

    public string Property { get; }

    /// <summary>The variable that it is read into.</summary>
    public string Local => $"f{Property}";

    /// <summary>Its number; 0 if this dialect does not have it.</summary>
    public int V0 { get; private set; }

    /// <inheritdoc cref="V0"/>
    public int V1 { get; private set; }

    public string NameV0 { get; private set; } = "";

    public string NameV1 { get; private set; } = "";

    public FieldKind Kind { get; private set; }

    /// <summary>The C# type of one item, without its question mark.</summary>
    public string Type { get; private set; } = "";

    /// <summary>What reads and writes an item that is a message; the class of the names of one that is an enum.</summary>
    public string Codec { get; private set; } = "";

    public bool IsRepeated { get; private set; }

    public bool IsNullable { get; private set; }

    public bool IsRequired { get; private set; }

    public bool IsValueType { get; private set; }

    /// <summary>The class that turns <c>Resources</c> or <c>Attributes</c> into a list of messages and back; null for an ordinary list.</summary>
    public string? Conversion { get; private set; }

    /// <summary>What the property is when the field is unset.</summary>
    public string Default { get; private set; } = "default";

    /// <summary>True if JSON shows the field also when it has its default.</summary>
    public bool IsAlwaysInJson { get; private set; }

    public string? Wraps { get; private set; }

    public bool IsRaw { get; private set; }

    /// <summary>Null for a property without a number: it is no field.</summary>
    public static FieldModel? Of(IPropertySymbol property, CancellationToken cancel)
    {
        var id = property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "IdAttribute");
        if (id is null)
            return null;
        var number = System.Convert.ToInt32(id.ConstructorArguments[0].Value);
        var field = new FieldModel(property);
        var wire = property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "WireAttribute");
        T? Said<T>(string name) => wire is null ? default : (T?)wire.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value.Value;

        var v1 = Said<int?>("V1") ?? 0;
        field.V0 = number < FirstOfOurs ? number : 0;
        field.V1 = v1 switch { 0 => field.V0, Absent => 0, _ => v1 };
        field.NameV0 = Said<string>("Name") ?? Names.Snake(property.Name);
        field.NameV1 = Said<string>("V1Name") ?? Names.V1(field.NameV0);
        field.Wraps = Said<string>("Wraps");
        field.IsRaw = Said<bool?>("Raw") ?? false;
        if (field is { IsRaw: false, V0: 0, V1: 0 })
            return null;

        field.TypeOf(property.Type);
        field.DefaultOf(property, cancel);
        var isPositional = property.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.Any(p => p.Name == property.Name));
        field.IsRequired = (Said<bool?>("Required") ?? false) || ((property.IsRequired || isPositional) && field is { IsNullable: false, IsRepeated: false });
        field.IsAlwaysInJson = field.IsRequired
            || (!(Said<bool?>("Deprecated") ?? false) && !field.IsRepeated && ((Said<bool?>("ZeroByDefault") ?? false) || field.HasDeclaredDefault));
        return field;
    }

    private bool HasDeclaredDefault => Default is not ("default" or "\"\"" or "[]") && Conversion is null;

    private void TypeOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Nullable" } nullable)
        {
            IsNullable = true;
            type = nullable.TypeArguments[0];
        }
        else if (type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            IsNullable = true;
            type = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        }

        if (type is INamedTypeSymbol { Name: "ImmutableArray" } list && list.TypeArguments[0].SpecialType != SpecialType.System_Byte)
        {
            IsRepeated = true;
            type = list.TypeArguments[0];
        }

        if (type.Name is "Resources" or "Attributes")
        {
            IsRepeated = true;
            Conversion = type.Name == "Resources" ? "global::MesosOrleans.Wire.ResourceMessage" : "global::MesosOrleans.Wire.AttributeMessage";
            Type = Conversion;
            Kind = FieldKind.Message;
            Codec = $"{Conversion}Codec";
            return;
        }

        IsValueType = type.IsValueType;
        Type = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        Kind = KindOf(type);
        Codec = $"global::{type.ContainingNamespace?.ToDisplayString()}.{type.Name}{(Kind == FieldKind.Enum ? "Names" : "Codec")}";
    }

    private static FieldKind KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => FieldKind.Bool,
        SpecialType.System_Int32 => FieldKind.Int32,
        SpecialType.System_UInt32 => FieldKind.UInt32,
        SpecialType.System_Int64 => FieldKind.Int64,
        SpecialType.System_UInt64 => FieldKind.UInt64,
        SpecialType.System_Double => FieldKind.Double,
        SpecialType.System_String => FieldKind.String,
        _ => type.Name switch
        {
            "ImmutableArray" => FieldKind.Bytes,
            "Guid" => FieldKind.Guid,
            "TimeSpan" => FieldKind.Duration,
            _ => type.TypeKind == TypeKind.Enum ? FieldKind.Enum : FieldKind.Message,
        },
    };

    private void DefaultOf(IPropertySymbol property, CancellationToken cancel)
    {
        var initializer = (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel) as PropertyDeclarationSyntax)?.Initializer;
        if (initializer is not null)
            Default = initializer.Value.ToString();
        else if (Kind == FieldKind.String)
            Default = "\"\"";
        else if (Kind == FieldKind.Bytes)
            Default = "[]";
    }
}
