namespace MesosOrleans.Http;

/// <summary>
/// Where a path of Mesos leads (libprocess 0.19, process.cpp:3337): <c>/actor/route/ignored…</c>, and a path whose first part is no
/// actor belongs to the one that the process is there for, so that <c>/state.json</c> is <c>/master/state.json</c>.
/// </summary>
public sealed class MesosPath
{
    // What follows them is read, not ignored: /help/master/health, /api/v1/executor.
    private const string Help = "help";
    private const string Api = "api";

    private static readonly string[] Everywhere = ["metrics", "files", "system", "logging", "profiler", "__processes__", Help];

    private readonly string _delegate;
    private readonly string[] _whole;

    private MesosPath(string @delegate, string[] whole, params string[] others)
    {
        (_delegate, _whole) = (@delegate, whole);
        Actors = [@delegate, .. others, .. Everywhere];
    }

    /// <summary>Of a master. Mesos knows nothing of the web UI, of which every path is read whole.</summary>
    public static MesosPath Master { get; } = new("master", ["ui", "dashboard", "_framework", "_blazor", "_content"], "registrar(1)");

    /// <summary>Of a slave.</summary>
    public static MesosPath Slave { get; } = new("slave(1)", [], "monitor");

    /// <summary>The first parts of the paths that there are.</summary>
    public IReadOnlyList<string> Actors { get; }

    /// <summary>The route in its one form, without what Mesos ignores; null if the path tries to leave its root (404).</summary>
    /// <param name="raw">As the client sent it, perhaps with a query, so that dots that the server resolved are seen.</param>
    /// <param name="decoded">The path as the server reads it.</param>
    public string? Route(string raw, string decoded)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(decoded);
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw : raw[..query];
        if (Leaves(path) || Leaves(Uri.UnescapeDataString(path)) || Leaves(decoded))
            return null;

        var parts = decoded.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && _whole.Contains(parts[0]))
            return decoded;
        if (parts.Length == 0 || !Actors.Contains(parts[0]))
            parts = [_delegate, .. parts];
        return "/" + string.Join('/', parts is [Help, ..] or [_, Api, ..] ? parts : parts.Take(2));
    }

    private static bool Leaves(string path) => path.Contains("/..", StringComparison.Ordinal);
}
