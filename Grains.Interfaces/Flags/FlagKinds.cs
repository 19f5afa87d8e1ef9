using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Net;

namespace MesosOrleans.Flags;

/// <summary>
/// The kinds of value that flags have. All are strict: where Mesos reads <c>5050x</c> as 5050, this is an error.
/// </summary>
public static class FlagKinds
{
    private const string PortExpected = "a whole number from 0 to 65535 (0 takes a free port), for example 5050";
    private const string ConnectionExpected =
        "a connection string of PostgreSQL, for example Host=10.0.0.1;Port=5432;Database=mesos;Username=mesos;Password=...";
    private const NumberStyles Signed = NumberStyles.AllowLeadingSign;
    private const NumberStyles SignedDecimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary><c>true</c>, <c>1</c> or nothing, and <c>false</c> or <c>0</c>.</summary>
    public static FlagKind<bool> Bool { get; } = new(
        "BOOL", "true or false, for example true", ParseBool, value => value ? "true" : "false");

    /// <summary>Any text, also an empty one.</summary>
    public static FlagKind<string> Text { get; } = new("TEXT", "a text, for example abc", text => text);

    /// <summary>A text that is not empty and not blank.</summary>
    public static FlagKind<string> Word { get; } = new("TEXT", "a text that is not empty, for example abc", text =>
        string.IsNullOrWhiteSpace(text) ? throw Bad(text, "a value", "a text that is not empty, for example abc") : text);

    /// <summary>A path of a file or directory, absolute or relative to the working directory. Nothing is looked up.</summary>
    public static FlagKind<string> Path { get; } = new("PATH", "a path, for example /var/lib/mesos", text =>
        string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal)
            ? throw Bad(text, "a path", "a path, for example /var/lib/mesos") : text);

    /// <summary>A TCP port, 0 to 65535; 0 takes a free one.</summary>
    public static FlagKind<int> Port { get; } = new("PORT", PortExpected, text =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port : throw Bad(text, "a port", PortExpected));

    /// <summary>A literal IPv4 or IPv6 address; names are not resolved.</summary>
    public static FlagKind<IPAddress> Ip { get; } = new("IP", "an IPv4 or IPv6 address, for example 127.0.0.1", ParseIp);

    /// <summary>Where a silo listens; see <see cref="Flags.HostPort"/>.</summary>
    public static FlagKind<HostPort> HostPort { get; } = new("HOST:PORT", "HOST:PORT, for example 127.0.0.1:5050", Flags.HostPort.Parse);

    /// <summary>Where silos listen: at least one, with commas between.</summary>
    public static FlagKind<ImmutableArray<HostPort>> HostPorts { get; } = new(
        "HOST:PORT,...", "HOST:PORT, or several with commas between, for example 10.0.0.1:5050,10.0.0.2:5050",
        text => [.. text.Split(',').Select(Flags.HostPort.Parse)], ports => string.Join(',', ports));

    /// <summary>A database of PostgreSQL as Npgsql names it. At least the host is in it; whether all its words are known is for Npgsql to say.</summary>
    public static FlagKind<string> ConnectionString { get; } = new("CONNECTION", ConnectionExpected, ParseConnection);

    /// <summary>A share from <c>0%</c> to <c>100%</c>; the value is 0 to 100.</summary>
    public static FlagKind<decimal> Percent { get; } = new("PERCENT", "a number from 0% to 100%, for example 25%", text =>
        text.EndsWith('%')
        && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && value <= 100
            ? value : throw Bad(text, "a percentage", "a number from 0% to 100%, for example 25%"));

    /// <summary>A whole number within bounds.</summary>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    /// <param name="example">A good value, for the messages.</param>
    public static FlagKind<int> Integer(int min, int max, int example)
    {
        var expectation = $"a whole number from {min} to {max}, for example {example}";
        return new FlagKind<int>("N", expectation, text =>
            int.TryParse(text, Signed, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number : throw Bad(text, "a number that fits", expectation));
    }

    /// <summary>A decimal number within bounds, without exponent.</summary>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    /// <param name="example">A good value, for the messages.</param>
    public static FlagKind<decimal> Number(decimal min, decimal max, decimal example)
    {
        var expectation = string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}, for example {example}");
        return new FlagKind<decimal>("NUMBER", expectation, text =>
            decimal.TryParse(text, SignedDecimal, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number : throw Bad(text, "a number that fits", expectation));
    }

    /// <summary>A duration within bounds; see <see cref="DurationText"/>.</summary>
    /// <param name="min">The shortest that is accepted.</param>
    /// <param name="max">The longest that is accepted.</param>
    /// <param name="example">A good value, for the messages.</param>
    public static FlagKind<TimeSpan> Duration(TimeSpan min, TimeSpan max, TimeSpan example)
    {
        var bounds = Bounds(min > TimeSpan.Zero ? DurationText.Format(min) : null,
            max < TimeSpan.MaxValue ? DurationText.Format(max) : null);
        var expectation = $"a duration{bounds}, for example {DurationText.Format(example)}";
        return new FlagKind<TimeSpan>("DURATION", expectation, DurationText.Parse, DurationText.Format)
            .Where(expectation, value => value >= min && value <= max);
    }

    /// <summary>An amount of bytes within bounds; see <see cref="BytesText"/>.</summary>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    /// <param name="example">A good value, for the messages.</param>
    public static FlagKind<long> Bytes(long min, long max, long example)
    {
        var bounds = Bounds(min > 0 ? BytesText.Format(min) : null, max < long.MaxValue ? BytesText.Format(max) : null);
        var expectation = $"an amount of bytes{bounds}, for example {BytesText.Format(example)}";
        return new FlagKind<long>("BYTES", expectation, BytesText.Parse, BytesText.Format)
            .Where(expectation, value => value >= min && value <= max);
    }

    /// <summary>One of a few words, in exactly this letter case.</summary>
    /// <param name="words">The words; the first one is the example.</param>
    public static FlagKind<string> Choice(params string[] words)
    {
        var expectation = $"one of {string.Join(", ", words)}, for example {words[0]}";
        return new FlagKind<string>(string.Join('|', words), expectation, text =>
            words.Contains(text) ? text : throw Bad(text, "a known word", expectation));
    }

    /// <summary>A comma-separated list of known words, at least one, none twice.</summary>
    /// <param name="words">The words; the first one is the example.</param>
    public static FlagKind<ImmutableArray<string>> Choices(params string[] words)
    {
        var expectation = $"a comma-separated list out of {string.Join(", ", words)}, each once, for example {words[0]}";
        return new FlagKind<ImmutableArray<string>>("LIST", expectation, text =>
        {
            ImmutableArray<string> items = [.. text.Split(',')];
            var stranger = items.FirstOrDefault(item => !words.Contains(item));
            return stranger is null && items.Distinct().Count() == items.Length ? items
                : throw Bad(stranger ?? text, "known here", expectation);
        });
    }

    internal static FormatException Bad(string text, string noun, string expectation) =>
        new($"'{text}' is not {noun}: expected {expectation}");

    private static string Bounds(string? min, string? max) => (min, max) switch
    {
        (null, null) => "",
        (null, _) => $" of at most {max}",
        (_, null) => $" of at least {min}",
        _ => $" from {min} to {max}",
    };

    // The text is in no message: it may hold a password.
    private static string ParseConnection(string text)
    {
        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = text };
            return words.ContainsKey("Host") || words.ContainsKey("Server") ? text : throw new FormatException($"it names no Host: expected {ConnectionExpected}");
        }
        catch (ArgumentException)
        {
            throw new FormatException($"it is malformed: expected {ConnectionExpected}");
        }
    }

    // As Mesos: an empty value is true, so that `--quiet=` means what `--quiet` means.
    private static bool ParseBool(string text) => text switch
    {
        "true" or "1" or "" => true,
        "false" or "0" => false,
        _ => throw Bad(text, "a boolean", "true or false, for example true"),
    };

    // IPAddress.TryParse takes "1" for 0.0.0.1; an address here has all its four numbers.
    private static IPAddress ParseIp(string text) =>
        IPAddress.TryParse(text, out var ip) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
            ? ip : throw Bad(text, "an address", "an IPv4 or IPv6 address, for example 127.0.0.1");
}
