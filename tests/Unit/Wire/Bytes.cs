using System.Text;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>Protobuf encoded by hand: a field is its number, its layout and its value, and nothing here knows a message.</summary>
internal static class Bytes
{
    public static byte[] Varint(int number, ulong value) => [.. Number((ulong)number << 3), .. Number(value)];

    public static byte[] Double(int number, double value) => [.. Number(((ulong)number << 3) | 1), .. BitConverter.GetBytes(value)];

    public static byte[] Text(int number, string value) => Message(number, Encoding.UTF8.GetBytes(value));

    public static byte[] Message(int number, params byte[][] fields)
    {
        var body = fields.SelectMany(field => field).ToArray();
        return [.. Number(((ulong)number << 3) | 2), .. Number((ulong)body.Length), .. body];
    }

    public static byte[] Of(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    /// <summary>A message of one text, numbered 1: what every ID is.</summary>
    public static byte[] Id(int number, string value) => Message(number, Text(1, value));

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
