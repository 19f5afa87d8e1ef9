using System.Collections.Immutable;

namespace MesosOrleans.Values;

/// <summary>
/// Reads <c>name(role):value;...</c> entry by entry: entries are separated by <c>;</c> or line ends, empty ones skipped, blanks
/// tolerated, and <c>(role)</c> may be left out. A value is a scalar (<c>0.5</c>), ranges (<c>[1-5, 7-9]</c>) or a set (<c>{a, b}</c>).
/// </summary>
public static class ResourcesText
{
    private const string Expected = "expected name:value or name(role):value, such as cpus:4 or ports(ads):[31000-32000]";

    /// <summary>
    /// The entries as written, in order, also those that hold nothing (<c>cpus:0</c>), which <see cref="Resources"/> drops. So an agent
    /// can tell "none of it, please" from "not named", which it then detects.
    /// </summary>
    /// <param name="text">The whole text; empty gives no entries.</param>
    /// <param name="defaultRole">Role of the entries that name none.</param>
    /// <param name="entries">The entries; empty when refused.</param>
    /// <param name="error">What is wrong, in which token of which text, and what is expected; empty when accepted.</param>
    public static bool TryParseEntries(string text, string defaultRole, out ImmutableArray<Resource> entries, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(defaultRole);
        entries = [];
        error = "";
        var read = ImmutableArray.CreateBuilder<Resource>();
        foreach (var part in text.AsSpan().SplitAny(";\n"))
        {
            var token = text.AsSpan()[part].Trim();
            if (token.IsEmpty)
                continue;
            if (!TryEntry(token, defaultRole, out var entry, out error))
            {
                error = $"{error} (the whole text: '{text}').";
                return false;
            }
            read.Add(entry);
        }
        entries = read.ToImmutable();
        return true;
    }

    private static bool TryEntry(ReadOnlySpan<char> token, string defaultRole, out Resource entry, out string error)
    {
        entry = Resource.Scalar("", 0);
        var colon = token.IndexOf(':');
        if (colon < 0 || token[(colon + 1)..].Contains(':') || token[(colon + 1)..].IsWhiteSpace())
        {
            error = $"Bad value for resources, missing or extra ':' in {token}; {Expected}";
            return false;
        }
        if (!TryName(token[..colon], defaultRole, out var name, out var role))
        {
            error = $"Bad value for resources, mismatched parentheses in {token}; {Expected}";
            return false;
        }
        if (name.IsEmpty || role.Length == 0)
        {
            error = $"Bad value for resources, empty {(name.IsEmpty ? "name" : "role")} in {token}; {Expected}";
            return false;
        }
        if (!ValueText.TryRead(token[(colon + 1)..], out var value, out var reason))
        {
            error = $"Bad value for resources in {token}: {reason} What is {Expected}";
            return false;
        }
        error = Objection(token, value);
        if (error.Length != 0)
            return false;

        entry = value.Type switch
        {
            ValueType.Scalar => Resource.Scalar(name.ToString(), value.Milli, role),
            ValueType.Ranges => Resource.OfRanges(name.ToString(), value.Ranges, role),
            _ => Resource.OfSet(name.ToString(), value.Set, role),
        };
        return true;
    }

    private static bool TryName(ReadOnlySpan<char> text, string defaultRole, out ReadOnlySpan<char> name, out string role)
    {
        name = text.Trim();
        role = defaultRole;
        var open = name.IndexOf('(');
        if (open < 0)
            return !name.Contains(')');

        var inner = name[(open + 1)..];
        if (!inner.EndsWith(')') || inner[..^1].ContainsAny('(', ')'))
            return false;

        role = inner[..^1].Trim().ToString();
        name = name[..open].Trim();
        return true;
    }

    private static string Objection(ReadOnlySpan<char> token, ValueText value) => value switch
    {
        { IsTooLarge: true } =>
            $"Bad value for resources in {token}: the number is too large; expected at most {ScalarText.Format(ScalarText.MaxMilli)}",
        { Type: ValueType.Text } =>
            $"Bad value for resources in {token}: expected a number such as 0.5, ranges such as [31000-32000] "
            + "or a set such as {sda1, sdb1}",
        { Type: ValueType.Scalar, Milli: < 0 } =>
            $"Bad value for resources in {token}: the number is negative; expected 0 or more",
        _ => "",
    };
}
