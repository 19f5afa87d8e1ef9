using System.Text;

namespace MesosOrleans.Http;

/// <summary>What <c>/help</c> says of one endpoint.</summary>
/// <param name="Path"><c>/actor/route</c>.</param>
/// <param name="Summary">One sentence: what it answers.</param>
/// <param name="Details">Parameters and status codes, or empty.</param>
public sealed record HelpEntry(string Path, string Summary, string Details = "");

/// <summary>The help of libprocess: <c>/help</c>, <c>/help/actor</c>, <c>/help/actor/route</c>; Markdown for tools on a terminal, HTML for browsers.</summary>
public static class HelpPage
{
    /// <summary>Whether the client shows Markdown rather than HTML.</summary>
    public static bool WantsMarkdown(string? userAgent) =>
        userAgent is not null && (userAgent.StartsWith("curl", StringComparison.Ordinal) || userAgent.StartsWith("HTTPie", StringComparison.Ordinal));

    /// <summary>The entries that a help path speaks of; the problem if there are none.</summary>
    /// <param name="all">Every endpoint.</param>
    /// <param name="subject">What follows <c>/help</c>: nothing, an actor, or an actor and a route.</param>
    /// <param name="problem">For the client; null if there are entries.</param>
    public static IReadOnlyList<HelpEntry> Select(IEnumerable<HelpEntry> all, string subject, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var wanted = subject.Trim('/');
        var found = all
            .Where(entry => wanted.Length == 0 || entry.Path == "/" + wanted || entry.Path.StartsWith($"/{wanted}/", StringComparison.Ordinal))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToList();
        problem = found.Count > 0 ? null : $"No help for '{wanted}': expected /help, /help/ACTOR or /help/ACTOR/ROUTE; /help lists them.";
        return found;
    }

    /// <summary>The entries for a terminal.</summary>
    public static string Markdown(IReadOnlyList<HelpEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var text = new StringBuilder("# Endpoints\n");
        foreach (var entry in entries)
        {
            text.Append($"\n## {entry.Path}\n{entry.Summary}\n");
            if (entry.Details.Length > 0)
                text.Append($"\n{entry.Details}\n");
        }

        return text.ToString();
    }

    /// <summary>The entries for a browser.</summary>
    public static string Html(IReadOnlyList<HelpEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var page = new HtmlText().Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Endpoints</title>")
            .Add($"<style>:root{{color-scheme:light dark}}body{{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem}}</style>")
            .Add($"</head><body><h1>Endpoints</h1>");
        foreach (var entry in entries)
            page.Add($"<h2><a href=\"{entry.Path}\">{entry.Path}</a></h2><p>{entry.Summary}</p><p>{entry.Details}</p>");
        return page.Add($"</body></html>").ToString();
    }
}
