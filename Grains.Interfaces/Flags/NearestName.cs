namespace MesosOrleans.Flags;

/// <summary>Finds what somebody meant who mistyped a name: a flag, a subcommand, one of several words.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name with the smallest distance to the typed one, if that is near enough to be a slip: about one edit
    /// for each three letters. Otherwise the shortest name that begins with what was typed. Letter case does not count.
    /// </summary>
    /// <param name="typed">What was typed, without leading dashes.</param>
    /// <param name="known">The names to choose from; among equals the first one wins.</param>
    /// <returns>One of <paramref name="known"/>, or null if none is near.</returns>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(known);
        var word = typed.ToLowerInvariant();
        var names = known.ToList();
        var nearest = names
            .Select(name => new { Name = name, Distance = Distance(word, name.ToLowerInvariant()) })
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(word.Length, candidate.Name.Length) / 3))
            .MinBy(candidate => candidate.Distance);
        var begun = names.Where(name => word.Length > 1 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        return nearest?.Name ?? begun.MinBy(name => name.Length);
    }

    /// <summary>
    /// Damerau-Levenshtein distance in its optimal-string-alignment form: how many letters must be inserted, deleted, replaced,
    /// or swapped with their neighbour to make one word of the other, no part being edited twice.
    /// </summary>
    /// <param name="left">One word.</param>
    /// <param name="right">The other word.</param>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var edits = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Cheapest(edits, left, right, i, j);
            }
        }

        return edits[left.Length, right.Length];
    }

    private static int Cheapest(int[,] edits, string left, string right, int i, int j)
    {
        var replaced = edits[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var best = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(best, edits[i - 2, j - 2] + 1) : best;
    }
}
