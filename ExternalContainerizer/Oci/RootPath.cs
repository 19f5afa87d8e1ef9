namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>
/// Where a name of an archive lies in a root filesystem: links of directories are followed as a process in that root would follow them, so no name leads out of it.
/// </summary>
internal static class RootPath
{
    private const int LinksMax = 40;

    /// <param name="root">The root filesystem.</param>
    /// <param name="name">A path in it, from its top.</param>
    /// <param name="linkOf">The target of a link at a full path; null if there is none.</param>
    /// <returns>A full path, whose last part may be a link itself; null for the root.</returns>
    /// <exception cref="ContainerizerException">Links go round in circles.</exception>
    public static string? Of(string root, string name, Func<string, string?> linkOf)
    {
        var parts = new Stack<string>(name.Split('/').Reverse());
        var inside = new List<string>();
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                if (inside.Count > 0) inside.RemoveAt(inside.Count - 1);
                continue;
            }

            inside.Add(part);
            if (!parts.Any(rest => rest is not ("" or ".")) || linkOf(Full(root, inside)) is not { } target) continue;
            if (++links > LinksMax) throw new ContainerizerException($"'{name}' in an image: links that lead to each other");
            inside.RemoveAt(inside.Count - 1);
            if (target.StartsWith('/')) inside.Clear();
            foreach (var step in target.Split('/').Reverse()) parts.Push(step);
        }

        return inside.Count == 0 ? null : Full(root, inside);
    }

    private static string Full(string root, List<string> inside) => root + "/" + string.Join('/', inside);
}
