using System.Collections.Immutable;
using MesosOrleans.Protocol;
using Orleans.Serialization;

namespace MesosOrleans.Registrar;

/// <summary>
/// The bytes of a registry entry: a version byte, a kind byte, then counts and texts as .NET's BinaryWriter has them (7-bit lengths,
/// UTF-8), GUIDs as 16 bytes. An info is a length and the bytes of the Orleans serializer, whose fields are numbered: entries written
/// before a field was added stay readable.
/// </summary>
public sealed class RegistryCodecStore(Serializer<SlaveInfo> infos)
{
    private const byte Version = 1;

    // Kinds of entries, operations and items: never reuse a number.
    private const byte OperationsKind = 1;
    private const byte PieceKind = 2;
    private const byte AdmitKind = 1;
    private const byte ReadmitKind = 2;
    private const byte RemoveKind = 3;
    private const byte SlaveKind = 1;
    private const byte TombstoneKind = 2;
    private const byte AnswerKind = 3;

    public ReadOnlyMemory<byte> Encode(RegistryEntry entry)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        if (entry is RegistryEntry.Operations operations)
        {
            writer.Write(OperationsKind);
            writer.Write7BitEncodedInt(operations.Items.Length);
            foreach (var operation in operations.Items)
                Write(writer, operation);
        }
        else if (entry is RegistryEntry.SnapshotPiece piece)
        {
            writer.Write(PieceKind);
            Write(writer, piece.Snapshot);
            writer.Write7BitEncodedInt(piece.Index);
            writer.Write7BitEncodedInt(piece.Count);
            writer.Write7BitEncodedInt(piece.Items.Length);
            foreach (var item in piece.Items)
                Write(writer, item);
        }

        writer.Flush();
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <exception cref="InvalidDataException">The bytes are of a newer program, or none of ours.</exception>
    public RegistryEntry Decode(ReadOnlyMemory<byte> entry)
    {
        using var reader = new BinaryReader(new MemoryStream(entry.ToArray(), writable: false));
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException(
                $"An entry of the registry has version {version}; this program knows version {Version}. Start a newer program.");
        }


        return reader.ReadByte() switch
        {
            OperationsKind => new RegistryEntry.Operations(ReadMany(reader, ReadOperation)),
            PieceKind => new RegistryEntry.SnapshotPiece(
                ReadGuid(reader), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), ReadMany(reader, ReadItem)),
            var kind => throw Unknown("entry", kind),
        };
    }

    private void Write(BinaryWriter writer, RegistryOperation operation)
    {
        switch (operation)
        {
            case RegistryOperation.Admit admit:
                writer.Write(AdmitKind);
                Write(writer, admit.Id);
                Write(writer, admit.RegistrationId);
                Write(writer, admit.Info);
                break;
            case RegistryOperation.Readmit readmit:
                writer.Write(ReadmitKind);
                Write(writer, readmit.Id);
                Write(writer, readmit.Info);
                break;
            case RegistryOperation.Remove remove:
                writer.Write(RemoveKind);
                Write(writer, remove.Id);
                writer.Write(remove.Slave.Value);
                break;
            default:
                throw new ArgumentException($"The codec does not know the operation {operation.GetType().Name}.", nameof(operation));
        }
    }

    private RegistryOperation ReadOperation(BinaryReader reader) => reader.ReadByte() switch
    {
        AdmitKind => new RegistryOperation.Admit(ReadGuid(reader), ReadGuid(reader), ReadInfo(reader)),
        ReadmitKind => new RegistryOperation.Readmit(ReadGuid(reader), ReadInfo(reader)),
        RemoveKind => new RegistryOperation.Remove(ReadGuid(reader), new SlaveId(reader.ReadString())),
        var kind => throw Unknown("operation", kind),
    };

    private void Write(BinaryWriter writer, SnapshotItem item)
    {
        switch (item)
        {
            case SnapshotItem.Slave slave:
                writer.Write(SlaveKind);
                Write(writer, slave.Admitted.RegistrationId);
                Write(writer, slave.Admitted.Info);
                break;
            case SnapshotItem.Tombstone tombstone:
                writer.Write(TombstoneKind);
                writer.Write(tombstone.Removed.Value);
                break;
            case SnapshotItem.Answer answer:
                writer.Write(AnswerKind);
                Write(writer, answer.Operation);
                writer.Write(answer.Given.Value);
                break;
            default:
                throw new ArgumentException($"The codec does not know the item {item.GetType().Name}.", nameof(item));
        }
    }

    private SnapshotItem ReadItem(BinaryReader reader)
    {
        var kind = reader.ReadByte();
        if (kind == SlaveKind)
        {
            var registration = ReadGuid(reader);
            return new SnapshotItem.Slave(new AdmittedSlave(ReadInfo(reader), registration));
        }

        return kind switch
        {
            TombstoneKind => new SnapshotItem.Tombstone(new SlaveId(reader.ReadString())),
            AnswerKind => new SnapshotItem.Answer(ReadGuid(reader), new SlaveId(reader.ReadString())),
            _ => throw Unknown("item", kind),
        };
    }

    private void Write(BinaryWriter writer, SlaveInfo info)
    {
        var bytes = infos.SerializeToArray(info);
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private SlaveInfo ReadInfo(BinaryReader reader) => infos.Deserialize(reader.ReadBytes(reader.Read7BitEncodedInt()))
        ?? throw new InvalidDataException("An entry of the registry holds a slave without its info. Restore the log from a backup.");

    private static void Write(BinaryWriter writer, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        writer.Write(bytes);
    }

    private static Guid ReadGuid(BinaryReader reader) => new(reader.ReadBytes(16));

    private static ImmutableArray<T> ReadMany<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.Read7BitEncodedInt();
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
            items.Add(read(reader));
        return items.MoveToImmutable();
    }

    private static InvalidDataException Unknown(string what, byte kind) =>
        new($"An entry of the registry holds an {what} of the unknown kind {kind}. Start a newer program, or restore the log from a backup.");
}
