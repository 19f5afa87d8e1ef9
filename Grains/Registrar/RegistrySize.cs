using System.Text;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Registrar;

/// <summary>How many bytes a part of the registry has as Mesos's protobuf message (mesos.internal.Registry), which <c>registrar/registry_size_bytes</c> tells. Nothing is encoded.</summary>
public static class RegistrySize
{
    private const int Tag = 1;
    private const int Fixed64 = 8;

    /// <summary>What a slave adds to the registry: Registry.Slave with its tag.</summary>
    public static int Of(SlaveInfo info)
    {
        var size = Text(info.Hostname) + Number(info.Port) + Tag + 1;
        size += info.Id is { } id ? Message(Text(id.Value)) : 0;
        foreach (var resource in info.Resources.Entries)
        {
            size += Message(
                Text(resource.Name) + Text(resource.Role) + Tag + 1 + Value(resource.Type, resource.Ranges)
                + (resource.Type == Values.ValueType.Set ? Set(resource.Set) : 0));
        }

        foreach (var attribute in info.Attributes.Entries)
        {
            size += Message(
                Text(attribute.Name) + Tag + 1 + Value(attribute.Type, attribute.Ranges)
                + (attribute.Type == Values.ValueType.Text ? Message(Text(attribute.Text)) : 0));
        }

        return Message(Message(size));
    }

    /// <summary>What the master adds: Registry.Master with its tag.</summary>
    public static int Of(MasterInfo info) => Message(Message(
        Text(info.Id) + Tag + sizeof(uint) + Number(info.Port) + Text(info.Pid) + Text(info.Hostname)));

    private static int Value(Values.ValueType type, Ranges ranges) => type switch
    {
        Values.ValueType.Scalar => Message(Tag + Fixed64),
        Values.ValueType.Ranges => Message(Each(ranges)),
        _ => 0,
    };

    private static int Each(Ranges ranges)
    {
        var size = 0;
        foreach (var range in ranges.Span)
        {
            size += Message(Tag + Varint(range.Begin) + Tag + Varint(range.End));
        }

        return size;
    }

    private static int Set(SetValue set)
    {
        var size = 0;
        foreach (var item in set.Span)
        {
            size += Text(item);
        }

        return Message(size);
    }

    private static int Text(string text) => Message(Encoding.UTF8.GetByteCount(text));

    private static int Number(int value) => Tag + Varint((ulong)value);

    private static int Message(int size) => Tag + Varint((ulong)size) + size;

    private static int Varint(ulong value)
    {
        var size = 1;
        for (; value >= 0x80; value >>= 7)
        {
            size++;
        }

        return size;
    }
}
