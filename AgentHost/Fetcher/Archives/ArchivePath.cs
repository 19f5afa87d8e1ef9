using System.Collections.Immutable;

namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>
/// The name of an archive's entry as a path below the sandbox. Archives come from anywhere; what leads out of the sandbox, or could when something
/// else was unpacked before it, is refused and not repaired.
/// </summary>
/// <param name="Parts">Plain names; empty for the sandbox itself.</param>
internal sealed record ArchivePath(ImmutableArray<string> Parts)
{
    /// <summary>Below the sandbox, with slashes.</summary>
    public string Text => string.Join('/', Parts);

    /// <exception cref="FetchException">The name is absolute, or goes up.</exception>
    public static ArchivePath Parse(string name)
    {
        if (name.StartsWith('/'))
        {
            throw new FetchException($"'{name}' in it is an absolute path");
        }

        var parts = ImmutableArray.CreateBuilder<string>();
        foreach (var part in name.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    throw new FetchException($"'{name}' in it leads upwards");
                default:
                    parts.Add(part);
                    break;
            }
        }

        return new ArchivePath(parts.ToImmutable());
    }

    /// <summary>
    /// Refuses a symbolic link here whose target could be outside. A link may go up only at its beginning, and at most to the sandbox: since
    /// nothing is written through links, and each link has this property, what a link's path meets on its way down stays inside.
    /// </summary>
    /// <exception cref="FetchException">It leads out, or cannot be told not to.</exception>
    public void RefuseLinkOutside(string target)
    {
        var up = 0;
        var isDown = false;
        foreach (var part in target.Split('/'))
        {
            if (part == "..")
            {
                up++;
                if (isDown || up >= Parts.Length)
                {
                    throw Outside(target);
                }
            }
            else if (part is not ("" or "."))
            {
                isDown = true;
            }
        }

        if (target.Length == 0 || target[0] == '/')
        {
            throw Outside(target);
        }
    }

    private FetchException Outside(string target) => new($"the link '{Text}' in it leads to '{target}', outside of the sandbox");
}
