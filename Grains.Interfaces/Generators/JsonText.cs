namespace MesosOrleans.Generators;

/// <summary>How a message is written to JSON, fields as declared, and read from it.</summary>
internal static class JsonText
{
    public static void Write(SourceWriter text, MessageModel message) =>
        text.Block($"internal override void WriteJson(JsonMessageWriter writer, {message.FullType} message)", () =>
        {
            text.Line("writer.Begin();");
            foreach (var field in message.Fields)
            {
                if (CodecText.Guard(field, "writer") is { } guard)
                    text.Block($"if ({guard})", () => WriteField(text, field));
                else
                    WriteField(text, field);
            }
            text.Line("writer.End();");
        }).Line("");

    public static void Read(SourceWriter text, MessageModel message) =>
        text.Block($"internal override {message.FullType} ReadJson(ref JsonMessageReader reader)", () =>
        {
            CodecText.Locals(text, message);
            text.Line("reader.BeginMessage();");
            text.Block("while (reader.NextName())", () =>
            {
                foreach (var field in message.Fields)
                {
                    var guard = CodecText.Guard(field, "reader") is { } dialect ? $"{dialect} && " : "";
                    text.Block($"if ({guard}reader.NameIs({Names.Utf8(field.NameV0, field.NameV1, "reader")}))", () =>
                    {
                        ReadField(text, field);
                        text.Line("continue;");
                    });
                }
                text.Line("reader.SkipValue();");
            });
            CodecText.Return(text, message, "[]");
        });

    private static void WriteField(SourceWriter text, FieldModel field)
    {
        var property = $"message.{field.Property}";
        if (field.Conversion is not null)
        {
            text.Block($"if (!{property}.IsEmpty)", () => WriteList(text, field, $"{field.Conversion}.Of({property})"));
        }
        else if (field.IsRepeated)
        {
            text.Block($"if (!{property}.IsEmpty)", () =>
            {
                if (field.Wraps is null)
                {
                    WriteList(text, field, property);
                    return;
                }
                WriteName(text, field);
                text.Line("writer.Begin();").Line($"writer.Name(\"{field.Wraps}\"u8);");
                WriteItems(text, field, property);
                text.Line("writer.End();");
            });
        }
        else if (field.IsNullable)
        {
            text.Block($"if ({property} is {{ }} value{field.Property})", () => WriteNamed(text, field, $"value{field.Property}"));
        }
        else if (CodecText.IsSet(field, field.IsAlwaysInJson) is { } condition)
        {
            text.Block($"if ({condition})", () => WriteNamed(text, field, property));
        }
        else
        {
            WriteNamed(text, field, property);
        }
    }

    private static void WriteList(SourceWriter text, FieldModel field, string items)
    {
        WriteName(text, field);
        WriteItems(text, field, items);
    }

    private static void WriteItems(SourceWriter text, FieldModel field, string items)
    {
        text.Line("writer.BeginList();");
        text.Block($"foreach (var item in {items})", () => WriteItem(text, field, "item"));
        text.Line("writer.EndList();");
    }

    private static void WriteNamed(SourceWriter text, FieldModel field, string item)
    {
        WriteName(text, field);
        WriteItem(text, field, item);
    }

    private static void WriteName(SourceWriter text, FieldModel field) =>
        text.Line($"writer.Name({Names.Utf8(field.NameV0, field.NameV1, "writer")});");

    private static void WriteItem(SourceWriter text, FieldModel field, string item) => text.Line(field.Kind switch
    {
        FieldKind.Message => $"{field.Codec}.Instance.WriteJson(writer, {item});",
        FieldKind.Enum => $"writer.Text({field.Codec}.Of({item}, writer.IsV1));",
        _ => $"writer.{field.Kind}({item});",
    });

    private static void ReadField(SourceWriter text, FieldModel field)
    {
        if (field.Wraps is not null)
        {
            text.Block("if (reader.Value())", () =>
            {
                text.Line("reader.BeginMessage();");
                text.Block("while (reader.NextName())", () =>
                {
                    text.Block($"if (reader.NameIs(\"{field.Wraps}\"u8))", () => ReadItems(text, field));
                    text.Block("else", () => text.Line("reader.SkipValue();"));
                });
            });
        }
        else if (field.IsRepeated)
        {
            ReadItems(text, field);
        }
        else
        {
            text.Block("if (reader.Value())", () => CodecText.Keep(text, field, Item(field)));
        }
    }

    private static void ReadItems(SourceWriter text, FieldModel field) =>
        text.Block("for (var more = reader.FirstItem(out var isList); more; more = reader.NextItem(isList))", () =>
        {
            if (field.Kind != FieldKind.Enum)
                CodecText.Keep(text, field, Item(field));
            else
                text.Block($"if ({Item(field)} is {{ }} known)", () => CodecText.Keep(text, field, "known"));
        });

    private static string Item(FieldModel field) => field.Kind switch
    {
        FieldKind.Message => $"{field.Codec}.Instance.ReadJson(ref reader)",
        FieldKind.Enum => $"{field.Codec}.Read(ref reader)",
        _ => $"reader.{field.Kind}()",
    };
}
