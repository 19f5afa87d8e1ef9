namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Parts of the text of a URI.</summary>
internal static class FetchUriText
{
    private const string SchemeMark = "://";

    /// <summary>The URI without what may be a secret: the password, and the query, where some servers want their keys.</summary>
    public static string Shown(string value)
    {
        var text = new System.Text.StringBuilder(value.Length);
        foreach (var c in value)
        {
            text.Append(char.IsControl(c) ? '?' : c);
        }

        var shown = text.ToString();
        var mark = shown.IndexOf(SchemeMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return shown;
        }

        var query = shown.IndexOf('?', mark);
        shown = query < 0 ? shown : shown[..(query + 1)] + "...";
        var host = mark + SchemeMark.Length;
        var slash = shown.IndexOf('/', host);
        var at = shown.LastIndexOf('@', (slash < 0 ? shown.Length : slash) - 1);
        var colon = at < host ? -1 : shown.IndexOf(':', host, at - host);
        return colon < 0 ? shown : shown[..(colon + 1)] + "..." + shown[at..];
    }

    /// <summary>What comes after the last slash; of a web server's URI without query and fragment.</summary>
    public static string NameOf(string value, FetchSource source)
    {
        var path = value;
        if (source is FetchSource.Http)
        {
            var end = value.AsSpan().IndexOfAny('?', '#');
            path = end < 0 ? value : value[..end];
        }

        var mark = path.IndexOf(SchemeMark, StringComparison.Ordinal);
        var rest = mark < 0 ? path : path[(mark + SchemeMark.Length)..];
        var slash = rest.LastIndexOf('/');
        return slash < 0 && mark >= 0 ? "" : rest[(slash + 1)..];
    }
}
