namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>
/// Which image: <c>docker:///ubuntu:14.04</c> or <c>docker://registry:5000/name:tag</c> as the programs of Mesos 0.19 took it (rule 18.15), a bare name as Docker has it, <c>oci:///path/of/layout:tag</c>,
/// <c>file:///path/of/root/filesystem</c>, or such a path.
/// </summary>
internal sealed record ImageName
{
    private const string Docker = "docker://", Oci = "oci://", File = "file://";

    private ImageName(string text, string? name, string? path, string? tag) => (Text, Name, Path, Tag) = (text, name, path, tag);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>With its registry and without its tag or digest; null for a path.</summary>
    public string? Name { get; }

    /// <summary>A folder of this machine; null for a name.</summary>
    public string? Path { get; }

    /// <summary>A tag, or a digest such as <c>sha256:…</c>; null for a path that says none.</summary>
    public string? Tag { get; }

    /// <summary>For the engine: <c>name:tag</c>, <c>name@digest</c>; null for a path.</summary>
    public string? Reference => Name is null ? null : IsDigest ? $"{Name}@{Tag}" : $"{Name}:{Tag}";

    private bool IsDigest => Tag!.Contains(':', StringComparison.Ordinal);

    /// <summary>The image of a URI; null if it names none, as <c>docker:///</c> does, which asks for the default.</summary>
    /// <exception cref="ContainerizerException">It is malformed.</exception>
    public static ImageName? Parse(string text)
    {
        var rest = text.Trim();
        if (rest.StartsWith(Docker, StringComparison.Ordinal)) return Named(text, rest[Docker.Length..].TrimStart('/'));
        if (rest.StartsWith(Oci, StringComparison.Ordinal)) return Located(text, rest[Oci.Length..], true);
        if (rest.StartsWith(File, StringComparison.Ordinal)) return Located(text, rest[File.Length..], false);
        if (rest.StartsWith('/')) return Located(text, rest, false);
        return rest.Contains("://", StringComparison.Ordinal)
            ? throw new ContainerizerException($"image '{text}': expected docker:///NAME:TAG, oci:///LAYOUT:TAG or file:///FOLDER")
            : Named(text, rest);
    }

    private static ImageName? Named(string text, string name)
    {
        if (name.Length == 0) return null;
        if (name.Any(c => c is <= ' ' or '?' or '#' or '\\' or '"'))
            throw new ContainerizerException($"image '{text}': a name has letters, digits and /._-:@ only");
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) return new ImageName(text, name[..at], null, name[(at + 1)..]);
        // A colon before a slash is that of a registry's port.
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? new ImageName(text, name[..colon], null, name[(colon + 1)..]) : new ImageName(text, name, null, "latest");
    }

    private static ImageName Located(string text, string path, bool mayHaveTag)
    {
        if (!path.StartsWith('/')) throw new ContainerizerException($"image '{text}': expected a full path after //");
        var colon = mayHaveTag ? path.LastIndexOf(':') : -1;
        return colon > path.LastIndexOf('/') ? new ImageName(text, null, path[..colon], path[(colon + 1)..]) : new ImageName(text, null, path, null);
    }
}
