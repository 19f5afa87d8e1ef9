using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>What one position of the log holds. Two actions are equal if their contents are, byte for byte.</summary>
public abstract record LogAction
{
    private LogAction()
    {
    }

    /// <summary>The number that stands for this form in stores.</summary>
    public abstract LogActionKind Kind { get; }

    /// <summary>The bytes that stores keep with the kind; null if it has none.</summary>
    public ReadOnlyMemory<byte>? Bytes => this switch
    {
        Append append => append.Data,
        Configure configure => LogText.Bytes(configure.Next),
        _ => null,
    };

    /// <summary>What a store kept: the kind, the bytes, and where a truncation leads to.</summary>
    /// <exception cref="StoreException">The kind is unknown.</exception>
    public static LogAction Of(LogActionKind kind, byte[]? bytes, long? to) => kind switch
    {
        LogActionKind.Nop => new Nop(),
        LogActionKind.Append => new Append(bytes),
        LogActionKind.Truncate => new Truncate(to!.Value),
        LogActionKind.Configure => new Configure(LogText.ReadEnsemble(bytes!)),
        _ => throw new StoreException($"The log holds an action of the unknown kind {kind}; start a newer program."),
    };

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

    /// <summary>The next version of the ensemble: nothing more is written under the one before.</summary>
    public sealed record Configure(Ensemble Next) : LogAction
    {
        public override LogActionKind Kind => LogActionKind.Configure;
    }
}

/// <summary>The forms of an action, numbered as in Mesos (Action.Type), which has no <see cref="Configure"/>.</summary>
public enum LogActionKind
{
    Nop = 1,
    Append = 2,
    Truncate = 3,
    Configure = 4,
}
