namespace MesosOrleans.Cli.Cluster;

/// <summary>What a part of an ID means, since nobody types a whole one. Pure.</summary>
internal static class PartialId
{
    /// <summary>The items whose ID is the text; if there are none, those whose ID begins with it; if there are none, those that have it in their ID.</summary>
    public static IReadOnlyList<T> Matches<T>(IReadOnlyCollection<T> items, Func<T, string> idOf, string text)
    {
        Func<string, bool>[] meanings =
        [
            id => id == text,
            id => id.StartsWith(text, StringComparison.Ordinal),
            id => id.Contains(text, StringComparison.Ordinal),
        ];
        return meanings.Select(meaning => items.Where(item => meaning(idOf(item))).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];
    }
}
