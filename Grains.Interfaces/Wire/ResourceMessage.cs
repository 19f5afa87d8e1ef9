using System.Collections.Immutable;
using MesosOrleans.Values;

namespace MesosOrleans.Wire;

/// <summary>One entry of resources as it travels (mesos.Resource). The role is always said: later clients ask for it, and for 0.19 it is the default.</summary>
[Message]
internal sealed record ResourceMessage
{
    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required Values.ValueType Type { get; init; }

    [Id(3)]
    public ScalarMessage? Scalar { get; init; }

    [Id(4), Wire(Wraps = "range")]
    public ImmutableArray<RangeMessage> Ranges { get; init; } = [];

    [Id(5), Wire(Wraps = "item")]
    public ImmutableArray<string> Set { get; init; } = [];

    [Id(6)]
    public string? Role { get; init; }

    public static ImmutableArray<ResourceMessage> Of(Resources resources)
    {
        var messages = ImmutableArray.CreateBuilder<ResourceMessage>(resources.Entries.Length);
        foreach (var entry in resources.Entries)
        {
            messages.Add(new ResourceMessage
            {
                Name = entry.Name,
                Type = entry.Type,
                Scalar = entry.Type == Values.ValueType.Scalar ? new ScalarMessage(entry.Milli / 1000.0) : null,
                Ranges = RangeMessage.Of(entry.Ranges),
                Set = [.. entry.Set.Span],
                Role = entry.Role,
            });
        }
        return messages.MoveToImmutable();
    }

    /// <summary>The sum of the entries.</summary>
    public static Resources Sum(ImmutableArray<ResourceMessage>.Builder? messages)
    {
        if (messages is null)
            return Resources.Empty;
        var entries = new Resource[messages.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = messages[i].ToResource();
        try
        {
            return Resources.Of(entries);
        }
        catch (OverflowException e)
        {
            throw new MessageException(e.Message, e);
        }
    }

    private Resource ToResource()
    {
        var role = Role ?? Resource.AnyRole;
        return Type switch
        {
            Values.ValueType.Scalar => Resource.Scalar(Name, ScalarMessage.Milli(Scalar, Name), role),
            Values.ValueType.Ranges => Resource.OfRanges(Name, RangeMessage.Union(Ranges, Name), role),
            Values.ValueType.Set => Resource.OfSet(Name, ToSet(), role),
            _ => throw new MessageException($"the resource '{Name}' cannot be of type TEXT"),
        };
    }

    private SetValue ToSet() => SetValue.TryOf(Set.AsSpan(), out var value, out var error) ? value : throw new MessageException($"the resource '{Name}': {error}");
}
