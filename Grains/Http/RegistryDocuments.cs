using System.Net;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Values;

namespace MesosOrleans.Http;

/// <summary>Makes the registry's document from what the registrar said.</summary>
public static class RegistryDocuments
{
    // Mesos's default of a field that only says where its own pages once were.
    private const int WebuiPort = 8081;

    /// <summary>Until the registry is recovered.</summary>
    public static readonly RegistryDocument NotRecovered = new();

    public static RegistryDocument Of(RegistryView view)
    {
        var slaves = view.Slaves.OrderBy(slave => slave.Id?.Value, StringComparer.Ordinal).Select(slave => new RegistryPart<RegistrySlaveDocument>(Of(slave)));
        return new RegistryDocument
        {
            Master = new RegistryPart<RegistryMasterDocument>(Of(view.Master)),
            Slaves = new RegistrySlavesDocument(view.Slaves.IsEmpty ? null : [.. slaves]),
        };
    }

    private static RegistryMasterDocument Of(MasterInfo master)
    {
        // In network byte order, read as a number of this machine, as Mesos has it.
        var ip = IPAddress.TryParse(master.Ip, out var address) ? BitConverter.ToUInt32(address.MapToIPv4().GetAddressBytes()) : 0;
        return new RegistryMasterDocument(master.Hostname, master.Id, ip, master.Pid, master.Port);
    }

    private static RegistrySlaveDocument Of(SlaveInfo slave) => new()
    {
        Attributes = slave.Attributes.Entries.IsEmpty ? null : [.. slave.Attributes.Entries.ToArray().Select(Of)],
        Checkpoint = slave.Checkpoint,
        Hostname = slave.Hostname,
        Id = new RegistryValueDocument<string>(slave.Id?.Value ?? ""),
        Port = slave.Port,
        Resources = slave.Resources.IsEmpty ? null : [.. slave.Resources.List.Select(Of)],
        WebuiHostname = slave.Hostname,
        WebuiPort = WebuiPort,
    };

    private static RegistryEntryDocument Of(Resource resource) => new()
    {
        Name = resource.Name,
        Ranges = RangesOf(resource.Type, resource.Ranges),
        Role = resource.Role,
        Scalar = ScalarOf(resource.Type, resource.Milli),
        Set = resource.Type == Values.ValueType.Set ? new RegistrySetDocument([.. resource.Set.Span]) : null,
        Type = TypeOf(resource.Type),
    };

    private static RegistryEntryDocument Of(AttributeValue attribute) => new()
    {
        Name = attribute.Name,
        Ranges = RangesOf(attribute.Type, attribute.Ranges),
        Scalar = ScalarOf(attribute.Type, attribute.Milli),
        Text = attribute.Type == Values.ValueType.Text ? new RegistryValueDocument<string>(attribute.Text) : null,
        Type = TypeOf(attribute.Type),
    };

    private static RegistryValueDocument<double>? ScalarOf(Values.ValueType type, long milli) =>
        type == Values.ValueType.Scalar ? new RegistryValueDocument<double>(milli / 1000.0) : null;

    private static RegistryRangesDocument? RangesOf(Values.ValueType type, Ranges ranges) => type == Values.ValueType.Ranges
        ? new RegistryRangesDocument([.. ranges.Span.ToArray().Select(range => new RegistryRangeDocument(range.Begin, range.End))])
        : null;

    private static string TypeOf(Values.ValueType type) => type.ToString().ToUpperInvariant();
}
