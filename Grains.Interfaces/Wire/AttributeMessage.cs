using System.Collections.Immutable;
using MesosOrleans.Values;

namespace MesosOrleans.Wire;

/// <summary>One attribute as it travels (mesos.Attribute).</summary>
[Message]
internal sealed record AttributeMessage
{
    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required Values.ValueType Type { get; init; }

    [Id(3)]
    public ScalarMessage? Scalar { get; init; }

    [Id(4), Wire(Wraps = "range")]
    public ImmutableArray<RangeMessage> Ranges { get; init; } = [];

    [Id(5)]
    public TextMessage? Text { get; init; }

    public static ImmutableArray<AttributeMessage> Of(Attributes attributes)
    {
        var messages = ImmutableArray.CreateBuilder<AttributeMessage>(attributes.Entries.Length);
        foreach (var entry in attributes.Entries)
        {
            messages.Add(new AttributeMessage
            {
                Name = entry.Name,
                Type = entry.Type,
                Scalar = entry.Type == Values.ValueType.Scalar ? new ScalarMessage(entry.Milli / 1000.0) : null,
                Ranges = RangeMessage.Of(entry.Ranges),
                Text = entry.Type == Values.ValueType.Text ? new TextMessage(entry.Text) : null,
            });
        }
        return messages.MoveToImmutable();
    }

    /// <summary>The attributes in their order.</summary>
    public static Attributes Sum(ImmutableArray<AttributeMessage>.Builder? messages)
    {
        if (messages is null)
            return Attributes.Empty;
        var entries = new AttributeValue[messages.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = messages[i].ToAttribute();
        return Attributes.Of(entries);
    }

    private AttributeValue ToAttribute() => Type switch
    {
        Values.ValueType.Scalar => AttributeValue.Scalar(Name, ScalarMessage.Milli(Scalar, Name)),
        Values.ValueType.Ranges => AttributeValue.OfRanges(Name, RangeMessage.Union(Ranges, Name)),
        Values.ValueType.Text => AttributeValue.OfText(Name, Text?.Value ?? throw new MessageException($"the attribute '{Name}' of type TEXT has no text")),
        _ => throw new MessageException($"the attribute '{Name}' cannot be of type SET"),
    };
}
