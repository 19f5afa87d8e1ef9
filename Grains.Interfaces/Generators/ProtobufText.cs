namespace MesosOrleans.Generators;

/// <summary>How a message is written to protobuf, fields by number, and read from it.</summary>
internal static class ProtobufText
{
    public static void Write(SourceWriter text, MessageModel message) =>
        text.Block($"internal override void Write(ProtobufWriter writer, {message.FullType} message)", () =>
        {
            if (message.Raw is { } raw)
                text.Block($"if (!message.{raw.Property}.IsEmpty)", () => text.Line($"writer.Raw(message.{raw.Property});").Line("return;"));
            foreach (var field in message.Fields.OrderBy(field => field.V1 == 0 ? field.V0 : field.V1))
            {
                if (CodecText.Guard(field, "writer") is { } guard)
                    text.Block($"if ({guard})", () => WriteField(text, field));
                else
                    WriteField(text, field);
            }
        }).Line("");

    public static void Read(SourceWriter text, MessageModel message) =>
        text.Block($"internal override {message.FullType} Read(ref ProtobufReader reader)", () =>
        {
            CodecText.Locals(text, message);
            foreach (var field in Merged(message))
                text.Line($"var {field.Local}Pieces = new MessagePieces();");
            text.Block("while (reader.Next() is not 0 and var number)", () => text.Block("switch (number)", () =>
            {
                foreach (var field in message.Fields)
                    ReadField(text, field);
                text.Line("default:").Line("    reader.Skip();").Line("    break;");
            }));
            foreach (var field in Merged(message))
            {
                text.Block($"if ({field.Local}Pieces.Any)", () =>
                {
                    text.Line($"var nested = reader.Nested({field.Local}Pieces.Bytes);");
                    text.Line($"{field.Local} = {field.Codec}.Instance.Read(ref nested);");
                });
            }
            CodecText.Return(text, message, "[.. reader.Whole]");
        }).Line("");

    private static FieldModel[] Merged(MessageModel message) => [.. message.Fields.Where(field => field is { Kind: FieldKind.Message, IsRepeated: false })];

    private static void WriteField(SourceWriter text, FieldModel field)
    {
        var number = field.V0 == field.V1 || field.V0 == 0 || field.V1 == 0
            ? $"{(field.V0 == 0 ? field.V1 : field.V0)}"
            : $"(writer.IsV1 ? {field.V1} : {field.V0})";
        var property = $"message.{field.Property}";
        if (field.Wraps is not null)
        {
            text.Block($"if (!{property}.IsEmpty)", () =>
            {
                text.Line($"var wrapper{field.Property} = writer.Begin({number});");
                text.Block($"foreach (var item in {property})", () => WriteItem(text, field, "1", "item"));
                text.Line($"writer.End(wrapper{field.Property});");
            });
        }
        else if (field.IsRepeated)
        {
            var items = field.Conversion is null ? property : $"{field.Conversion}.Of({property})";
            text.Block($"foreach (var item in {items})", () => WriteItem(text, field, number, "item"));
        }
        else if (field.IsNullable)
        {
            text.Block($"if ({property} is {{ }} value{field.Property})", () => WriteItem(text, field, number, $"value{field.Property}"));
        }
        else if (CodecText.IsSet(field, field.IsRequired) is { } condition)
        {
            text.Block($"if ({condition})", () => WriteItem(text, field, number, property));
        }
        else
        {
            text.Block("", () => WriteItem(text, field, number, property));
        }
    }

    private static void WriteItem(SourceWriter text, FieldModel field, string number, string item)
    {
        if (field.Kind == FieldKind.Message)
        {
            text.Line($"var mark = writer.Begin({number});");
            text.Line($"{field.Codec}.Instance.Write(writer, {item});");
            text.Line("writer.End(mark);");
        }
        else
        {
            text.Line(field.Kind == FieldKind.Enum ? $"writer.Int32({number}, (int){item});" : $"writer.{field.Kind}({number}, {item});");
        }
    }

    private static void ReadField(SourceWriter text, FieldModel field)
    {
        var numbers = new[] { (field.V0, Guard: field.V0 == field.V1 ? "" : " && !reader.IsV1"), (field.V1, Guard: " && reader.IsV1") }
            .Where(number => number.Item1 != 0).Take(field.V0 == field.V1 ? 1 : 2);
        foreach (var (number, guard) in numbers)
        {
            var type = field.Wraps is null ? WireTypeOf(field.Kind) : "Length";
            text.Block($"case {number} when reader.Type == WireType.{type}{guard}:", () =>
            {
                if (field.Wraps is not null)
                    ReadWrapper(text, field);
                else if (field is { Kind: FieldKind.Message, IsRepeated: false })
                    text.Line($"{field.Local}Pieces.Add(reader.Span());");
                else
                    ReadItem(text, field, "reader");
                text.Line("break;");
            });
            if (field.IsRepeated && field.Wraps is null && type != "Length")
                ReadPacked(text, field, number, guard);
        }
    }

    private static void ReadPacked(SourceWriter text, FieldModel field, int number, string guard) =>
        text.Block($"case {number} when reader.Type == WireType.Length{guard}:", () =>
        {
            text.Line("var packed = reader.Nested(reader.Span());");
            text.Block("while (!packed.AtEnd)", () => ReadItem(text, field, "packed"));
            text.Line("break;");
        });

    private static void ReadWrapper(SourceWriter text, FieldModel field)
    {
        text.Line("var wrapper = reader.Nested(reader.Span());");
        text.Block("while (wrapper.Next() is not 0 and var inner)", () =>
        {
            text.Block($"if (inner == 1 && wrapper.Type == WireType.{WireTypeOf(field.Kind)})", () => ReadItem(text, field, "wrapper"));
            text.Block("else", () => text.Line("wrapper.Skip();"));
        });
    }

    private static void ReadItem(SourceWriter text, FieldModel field, string reader)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                text.Line($"var nested = {reader}.Nested({reader}.Span());");
                CodecText.Keep(text, field, $"{field.Codec}.Instance.Read(ref nested)");
                break;
            case FieldKind.Enum:
                text.Line($"var value = {reader}.Int32();");
                text.Block($"if ({field.Codec}.IsKnown(value))", () => CodecText.Keep(text, field, $"({field.Type})value"));
                break;
            default:
                CodecText.Keep(text, field, $"{reader}.{field.Kind}()");
                break;
        }
    }

    private static string WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Double => "Fixed64",
        FieldKind.String or FieldKind.Bytes or FieldKind.Guid or FieldKind.Duration or FieldKind.Message => "Length",
        _ => "Varint",
    };
}
