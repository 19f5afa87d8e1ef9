using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.Cluster.Contracts;

/// <summary>One field that an endpoint answers with.</summary>
/// <param name="Path"><c>slaves[].id</c>.</param>
/// <param name="Type"><c>num</c>, <c>str</c>, <c>bool</c>, <c>array</c> or <c>object</c>.</param>
/// <param name="IsOptional">It need not be there.</param>
internal sealed record ContractField(string Path, string Type, bool IsOptional);

/// <summary>The fields that one endpoint answers with, as <c>endpoints.txt</c> lists them.</summary>
internal sealed record Contract(string Program, string Path, IReadOnlyList<ContractField> Fields)
{
    public static IReadOnlyList<Contract> All { get; } = Read();

    /// <summary>What of a document is not as listed: a field that is missing, of another type, or not listed.</summary>
    public IEnumerable<string> Offences(JsonNode document)
    {
        var seen = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        Look("", document, seen);
        var listed = Fields.ToDictionary(field => field.Path, StringComparer.Ordinal);
        foreach (var (path, types) in seen)
        {
            if (!listed.TryGetValue(path, out var field))
            {
                yield return $"{path} is not listed";
            }
            else if (!types.SetEquals([field.Type]))
            {
                yield return $"{path} is {string.Join(", ", types)}, not {field.Type}";
            }
        }

        foreach (var field in Fields)
        {
            if (!field.IsOptional && !seen.ContainsKey(field.Path) && !IsBelowWhatIsMissing(field.Path, listed, seen))
            {
                yield return $"{field.Path} is missing";
            }
        }

        foreach (var incomplete in Incomplete("", document))
        {
            yield return incomplete;
        }
    }

    private static bool IsBelowWhatIsMissing(string path, Dictionary<string, ContractField> listed, Dictionary<string, HashSet<string>> seen) =>
        listed.Values.Any(field => field.IsOptional && !seen.ContainsKey(field.Path) && (path.StartsWith(field.Path + ".", StringComparison.Ordinal)
            || path.StartsWith(field.Path + "[", StringComparison.Ordinal)));

    /// <summary>Each element of a list must have every field, not only some of them.</summary>
    private IEnumerable<string> Incomplete(string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var offence in list.SelectMany(element => Incomplete(path + "[]", element)))
                {
                    yield return offence;
                }

                break;
            case JsonObject found:
                var prefix = path.Length == 0 ? "" : path + ".";
                foreach (var field in Fields.Where(field => !field.IsOptional && field.Path.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    var name = field.Path[prefix.Length..];
                    if (name.IndexOfAny(['.', '[', '{'], 0) < 0 && !found.ContainsKey(name) && IsName(prefix, name))
                    {
                        yield return $"{field.Path} is missing in {found.ToJsonString()}";
                    }
                }

                foreach (var offence in found.SelectMany(child => Incomplete(NameOf(path, child.Key), child.Value)))
                {
                    yield return offence;
                }

                break;
        }
    }

    // Names of metrics have slashes, but no dots; "a.b" at the top is b within a.
    private static bool IsName(string prefix, string name) => prefix.Length > 0 || !name.Contains('.', StringComparison.Ordinal);

    private void Look(string path, JsonNode? node, Dictionary<string, HashSet<string>> seen)
    {
        if (path.Length > 0 && !path.EndsWith(']'))
        {
            Note(path, node, seen);
        }
        else if (path.EndsWith(']') && node is JsonValue)
        {
            Note(path, node, seen);
        }

        switch (node)
        {
            case JsonArray list:
                foreach (var element in list)
                {
                    Look(path + "[]", element, seen);
                }

                break;
            case JsonObject found:
                foreach (var (name, value) in found)
                {
                    Look(NameOf(path, name), value, seen);
                }

                break;
        }
    }

    private string NameOf(string path, string name) =>
        Fields.Any(field => field.Path == path + "{}") ? path + "{}" : path.Length == 0 ? name : $"{path}.{name}";

    private static void Note(string path, JsonNode? node, Dictionary<string, HashSet<string>> seen)
    {
        if (!seen.TryGetValue(path, out var types))
        {
            seen.Add(path, types = []);
        }

        types.Add(node?.GetValueKind() switch
        {
            JsonValueKind.Number => "num",
            JsonValueKind.String => "str",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "null",
        });
    }

    private static List<Contract> Read()
    {
        var contracts = new List<Contract>();
        foreach (var line in File.ReadLines(System.IO.Path.Combine(Repository.Root, "tests/Cluster/Contracts/endpoints.txt")))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["=", var program, var path])
            {
                contracts.Add(new Contract(program, path, new List<ContractField>()));
            }
            else if (words is [var name, var type, .. var marks] && !line.StartsWith('#'))
            {
                ((List<ContractField>)contracts[^1].Fields).Add(new ContractField(name, type, marks.Contains("?")));
            }
        }

        return contracts;
    }
}
