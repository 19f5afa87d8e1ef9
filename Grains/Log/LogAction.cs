namespace MesosOrleans.Log;

/// <summary>What one position of the log holds. Two actions are equal if their contents are, byte for byte.</summary>
public abstract record LogAction
{
    private LogAction()
    {
    }

    /// <summary>The number that stands for this form in stores.</summary>
    public abstract LogActionKind Kind { get; }

    /// <summary>Nothing: fills a position that nobody is known to have written.</summary>
    public sealed record Nop : LogAction
    {
        public override LogActionKind Kind => LogActionKind.Nop;
    }

    /// <summary>Bytes that mean something to whoever wrote them.</summary>
    public sealed record Append(ReadOnlyMemory<byte> Data) : LogAction
    {
        public override LogActionKind Kind => LogActionKind.Append;

        public bool Equals(Append? other) => other is not null && Data.Span.SequenceEqual(other.Data.Span);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Data.Span);
            return hash.ToHashCode();
        }
    }

    /// <summary>Positions below <paramref name="To"/> are no longer needed by anybody.</summary>
    public sealed record Truncate(long To) : LogAction
    {
        public override LogActionKind Kind => LogActionKind.Truncate;
    }
}

/// <summary>The forms of an action, numbered as in Mesos (Action.Type).</summary>
public enum LogActionKind
{
    Nop = 1,
    Append = 2,
    Truncate = 3,
}
