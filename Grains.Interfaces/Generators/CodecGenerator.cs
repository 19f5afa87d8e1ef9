using Microsoft.CodeAnalysis;

namespace MesosOrleans.Generators;

/// <summary>
/// Derives the wire forms of the records that are marked with <c>[Message]</c>, and the names of the enums that are marked with <c>[WireEnum]</c>. What it writes
/// are plain calls of the readers and writers in the folder Wire: no reflection, so it is fit for programs built ahead of time.
/// </summary>
[Generator]
public sealed class CodecGenerator : IIncrementalGenerator
{
    private const string MessageAttribute = "MesosOrleans.Wire.MessageAttribute";
    private const string EnumAttribute = "MesosOrleans.Wire.WireEnumAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var messages = context.SyntaxProvider.ForAttributeWithMetadataName(MessageAttribute, static (_, _) => true, Message);
        var enums = context.SyntaxProvider.ForAttributeWithMetadataName(EnumAttribute, static (_, _) => true, Enum);
        context.RegisterSourceOutput(messages, static (output, file) => output.AddSource(file.Name, file.Text));
        context.RegisterSourceOutput(enums, static (output, file) => output.AddSource(file.Name, file.Text));
    }

    // Texts compare by value, so nothing is added anew as long as a message's own file says the same.
    private static (string Name, string Text) Message(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var message = MessageModel.Of((INamedTypeSymbol)context.TargetSymbol, cancel);
        return ($"{message.Type}Codec.g.cs", CodecText.Of(message));
    }

    private static (string Name, string Text) Enum(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var prefix = (string?)context.Attributes[0].ConstructorArguments[0].Value ?? "";
        return ($"{type.Name}Names.g.cs", EnumText.Of(type, prefix));
    }
}
