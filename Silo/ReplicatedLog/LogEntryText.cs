using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Log;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using Orleans.Serialization;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>Positions of the registry's log as lines of text or JSON.</summary>
/// <param name="last">The last position that will be printed.</param>
internal sealed class LogEntryText(long last)
{
    private readonly RegistryCodecStore _codec =
        new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<SlaveInfo>>());

    private readonly int _width = Math.Max("POSITION".Length, Number(last).Length);

    public string Header => Columns("POSITION", "STATE", "PROPOSAL", "ACTION", "BYTES", "WHAT");

    /// <summary>For people; no row: no replica has a record of the position.</summary>
    public string Line(long position, PositionRow? row) => row is null
        ? Columns(Number(position), "missing", "", "", "", "")
        : Columns(Number(position), State(row), Number(row.Performed), Kind(row), row.Action is LogAction.Append append ? Number(append.Data.Length) : "", What(row.Action!));

    /// <summary>One object on one line.</summary>
    public string Json(long position, PositionRow? row)
    {
        var json = new JsonObject { ["position"] = position, ["state"] = row is null ? "missing" : State(row) };
        if (row is not null)
        {
            json["proposal"] = row.Performed;
            json["action"] = Kind(row);
            Describe(json, row.Action!);
        }

        return json.ToJsonString();
    }

    private static string State(PositionRow row) => row.Learned ? "learned" : "pending";

    private static string Kind(PositionRow row) => row.Action!.Kind.ToString().ToUpperInvariant();

    private string What(LogAction action) => action switch
    {
        LogAction.Append append => Decode(append) is { } entry ? RegistryEntryText.Of(entry) : "no entry of a registry",
        LogAction.Truncate truncate => $"positions below {truncate.To} are given up",
        LogAction.Configure configure => $"version {configure.Next.Version}: {configure.Next.Quorum} of {string.Join(", ", configure.Next.Members)}",
        _ => "",
    };

    private void Describe(JsonObject json, LogAction action)
    {
        switch (action)
        {
            case LogAction.Append append:
                json["bytes"] = append.Data.Length;
                Describe(json, append);
                break;
            case LogAction.Truncate truncate:
                json["to"] = truncate.To;
                break;
            case LogAction.Configure configure:
                json["version"] = configure.Next.Version;
                json["quorum"] = configure.Next.Quorum;
                json["members"] = new JsonArray([.. configure.Next.Members.Select(name => (JsonNode)name)]);
                break;
        }
    }

    private void Describe(JsonObject json, LogAction.Append append)
    {
        switch (Decode(append))
        {
            case RegistryEntry.Operations operations:
                json["operations"] = new JsonArray([.. operations.Items.Select(operation => (JsonNode)new JsonObject
                {
                    ["operation"] = RegistryEntryText.Verb(operation),
                    ["slave_id"] = operation.Slave.Value,
                    ["hostname"] = RegistryEntryText.Hostname(operation),
                })]);
                break;
            case RegistryEntry.SnapshotPiece piece:
                json["snapshot"] = piece.Snapshot.ToString();
                json["piece"] = piece.Index + 1;
                json["pieces"] = piece.Count;
                json["slaves"] = new JsonArray([.. piece.Items.OfType<SnapshotItem.Slave>().Select(item => (JsonNode)item.Admitted.Id.Value)]);
                json["removed"] = new JsonArray([.. piece.Items.OfType<SnapshotItem.Tombstone>().Select(item => (JsonNode)item.Removed.Value)]);
                break;
            default:
                json["data"] = Convert.ToBase64String(append.Data.Span);
                break;
        }
    }

    /// <summary>Null: these bytes are none of ours.</summary>
    private RegistryEntry? Decode(LogAction.Append append)
    {
        try
        {
            return _codec.Decode(append.Data);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            return null;
        }
    }

    private string Columns(string position, string state, string proposal, string action, string bytes, string what) =>
        $"{position.PadLeft(_width)}  {state,-7}  {proposal,8}  {action,-9}  {bytes,8}  {what}".TrimEnd();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
