using System.Collections.Immutable;
using MesosOrleans.Values;

namespace MesosOrleans.Wire;

/// <summary>A number (mesos.Value.Scalar), a double on the wire and thousandths here.</summary>
[Message]
internal sealed record ScalarMessage([property: Id(1)] double Value)
{
    /// <param name="scalar">Null if the message has none, which is an error.</param>
    /// <param name="name">Whose value it is.</param>
    public static long Milli(ScalarMessage? scalar, string name)
    {
        if (scalar is null)
            throw new MessageException($"'{name}' of type SCALAR has no scalar");
        return ScalarText.TryFromDouble(scalar.Value, out var milli)
            ? milli
            : throw new MessageException($"'{name}' is {scalar.Value}: expected a number of at most {ScalarText.MaxMilli / 1000}");
    }
}

/// <summary>A text (mesos.Value.Text).</summary>
[Message]
internal sealed record TextMessage([property: Id(1)] string Value);

/// <summary>A closed interval (mesos.Value.Range).</summary>
[Message]
internal sealed record RangeMessage([property: Id(1)] ulong Begin, [property: Id(2)] ulong End)
{
    public static ImmutableArray<RangeMessage> Of(Ranges ranges)
    {
        var messages = ImmutableArray.CreateBuilder<RangeMessage>(ranges.Span.Length);
        foreach (var range in ranges.Span)
            messages.Add(new RangeMessage(range.Begin, range.End));
        return messages.MoveToImmutable();
    }

    /// <summary>Intervals in any order; those that overlap are an error.</summary>
    public static Ranges Union(ImmutableArray<RangeMessage> messages, string name)
    {
        var ranges = new ValueRange[messages.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new ValueRange(messages[i].Begin, messages[i].End);
        }
        return Ranges.TryOf(ranges, out var value, out var error) ? value : throw new MessageException($"'{name}': {error}");
    }
}
