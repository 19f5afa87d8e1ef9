using System.Collections.Immutable;
using System.Text.Json;
using MesosOrleans.Flags;

namespace MesosOrleans.Authorization;

/// <summary>
/// Reads ACLs from the JSON of Mesos (rules 19.9 and 19.11): <c>{"permissive": false, "run_tasks": [{"principals": {"values": ["ads"]}, "users": {"type": "ANY"}}]}</c>.
/// Mesos passes over what it does not know; here an unknown action or part of a rule is an error, since a misspelt rule would silently protect nothing.
/// </summary>
public static class AclsText
{
    /// <summary>No sound text is longer, in characters.</summary>
    public const int LengthMax = 4 << 20;

    /// <summary>True for what is meant to be ACLs, and no path of a file.</summary>
    public static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{', ..];

    /// <exception cref="FormatException">The text is malformed; the message says where and what is expected.</exception>
    public static Acls Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LengthMax)
        {
            throw Bad($"the text has more than {LengthMax} characters");
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad(e.Message);
        }
    }

    private static Acls Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad("expected an object");
        }

        var acls = Acls.Empty;
        foreach (var part in root.EnumerateObject())
        {
            if (part.NameEquals("permissive"))
            {
                acls = acls with { Permissive = Flag(part.Value) };
                continue;
            }

            var action = ActionOf(part.Name);
            if (acls.Rules.ContainsKey(action))
            {
                throw Bad($"{action} is there under two names");
            }

            acls = acls with { Rules = acls.Rules.Add(action, Rules(action, part.Value)) };
        }

        return acls;
    }

    private static AclAction ActionOf(string name)
    {
        if (name == "receive_offers")
        {
            return AclAction.RegisterFrameworks;
        }

        var names = AclAction.All.Select(action => action.Name);
        return AclAction.All.FirstOrDefault(action => action.Name == name)
            ?? throw Bad($"'{name}' is no action; expected permissive, {string.Join(", ", names)}"
                + (NearestName.Find(name, names) is { } nearest ? $" (did you mean {nearest}?)" : ""));
    }

    private static ImmutableArray<Acl> Rules(AclAction action, JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select((rule, index) => Rule(action, rule, $"{action}[{index}]"))]
        : throw Bad($"{action} is no list of rules");

    private static Acl Rule(AclAction action, JsonElement rule, string where)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"{where} is no object");
        }

        var unknown = rule.EnumerateObject().FirstOrDefault(part => !action.Subjects.Contains(part.Name) && part.Name != action.Object);
        if (unknown.Value.ValueKind != JsonValueKind.Undefined)
        {
            throw Bad($"{where} has no '{unknown.Name}'; expected {string.Join(", ", action.Subjects)}, {action.Object}");
        }

        if (action.IsHttp && !action.Subjects.Any(subject => rule.TryGetProperty(subject, out _)))
        {
            throw Bad($"{where} says for nobody: expected one of {string.Join(", ", action.Subjects)}");
        }

        return new Acl([.. action.Subjects.Select(subject => EntityOf(rule, subject, where))], EntityOf(rule, action.Object, where));
    }

    private static Entity EntityOf(JsonElement rule, string name, string where)
    {
        if (!rule.TryGetProperty(name, out var entity))
        {
            return Entity.Unset;
        }

        if (entity.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"{where}.{name} is no object with values or a type");
        }

        return (entity.TryGetProperty("type", out var type) ? type.GetString() : "SOME") switch
        {
            "ANY" => Entity.Any,
            "NONE" => Entity.None,
            "SOME" => Entity.Some(entity.TryGetProperty("values", out var values)
                ? values.EnumerateArray().Select(value => value.GetString() ?? throw Bad($"{where}.{name} has a value that is no text"))
                : []),
            _ => throw Bad($"{where}.{name} has an unknown type; expected SOME, ANY or NONE"),
        };
    }

    private static bool Flag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw Bad("permissive is neither true nor false");

    private static FormatException Bad(string what) => new($"Invalid ACLs format: {what}");
}
