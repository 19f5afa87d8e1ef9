namespace MesosOrleans.Http;

/// <summary>
/// Where a path of Mesos leads (libprocess 0.19, process.cpp:3337): <c>/actor/route/ignored…</c>, and a path whose first part is no
/// actor belongs to the master, so that <c>/state.json</c> is <c>/master/state.json</c>.
/// </summary>
public static class MesosPath
{
    private const string Delegate = "/master";

    // Help reads what follows the route: /help/master/health.
    private const string Help = "help";

    private static readonly HashSet<string> Actors = ["master", "metrics", "registrar(1)", Help];

    /// <summary>The route in its one form, without what Mesos ignores; null if the path tries to leave its root (404).</summary>
    /// <param name="raw">As the client sent it, perhaps with a query, so that dots that the server resolved are seen.</param>
    /// <param name="decoded">The path as the server reads it.</param>
    public static string? Route(string raw, string decoded)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(decoded);
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw : raw[..query];
        if (Leaves(path) || Leaves(Uri.UnescapeDataString(path)) || Leaves(decoded))
            return null;

        var parts = decoded.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return Delegate;
        if (!Actors.Contains(parts[0]))
            return $"{Delegate}/{parts[0]}";
        return "/" + string.Join('/', parts[0] == Help ? parts : parts.Take(2));
    }

    private static bool Leaves(string path) => path.Contains("/..", StringComparison.Ordinal);
}
