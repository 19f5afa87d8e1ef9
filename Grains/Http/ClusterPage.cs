using System.Globalization;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Http;

/// <summary>The first page at <c>/</c>: plain HTML without script that loads itself anew, from the same values as <c>state.json</c>.</summary>
public static class ClusterPage
{
    /// <summary>Tasks that the page shows at most; state.json has all.</summary>
    public const int MaxTasks = 200;

    private const int RefreshSeconds = 5;

    private const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
        h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.1rem;margin-top:2rem}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8886;vertical-align:top}
        th{font-weight:600}td.n,th.n{text-align:right}
        code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
        p.note{opacity:.75;margin-top:.2rem}
        .bad{color:#c33}@media(prefers-color-scheme:dark){.bad{color:#f88}}
        """;

    public static string Of(SiloFacts silo, ClusterView view, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(view);
        var title = silo.Cluster ?? "MesosOrleans";
        var page = new HtmlText().Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>")
            .Add($"<meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"{RefreshSeconds}\">")
            .Add($"<style>{Style}</style></head><body><h1>{title}</h1>")
            .Add($"<p class=\"note\">MesosOrleans {silo.Version}, master <code>{silo.Pid}</code>, leader <code>{view.Registry.Master.Pid}</code>, ")
            .Add($"{Time(now)}. <a href=\"/master/state.json\">state.json</a> · <a href=\"/metrics/snapshot\">metrics</a> · <a href=\"/help\">help</a></p>");
        AddSlaves(page, view);
        AddFrameworks(page, view);
        AddTasks(page, view);
        return page.Add($"</body></html>").ToString();
    }

    private static void AddSlaves(HtmlText page, ClusterView view)
    {
        page.Add($"<h2>Slaves ({view.Slaves.Length})</h2>");
        if (view.Slaves.IsEmpty)
        {
            page.Add($"<p>None yet. <code>mesos agent --master={view.Registry.Master.Ip}:{view.Registry.Master.Port}</code> adds one.</p>");
            return;
        }

        page.Add($"<table><tr><th>ID</th><th>Host</th><th class=\"n\">CPUs</th><th class=\"n\">Memory, MB</th><th class=\"n\">Disk, MB</th>")
            .Add($"<th>Registered</th></tr>");
        foreach (var slave in view.Slaves.OrderBy(slave => slave.Info.Id?.Value, StringComparer.Ordinal))
        {
            page.Add($"<tr><td><code>{slave.Info.Id}</code></td><td>{slave.Info.Hostname}:{slave.Info.Port}</td>");
            foreach (var scalar in (string[])["cpus", "mem", "disk"])
                page.Add($"<td class=\"n\">{Amount(slave.Used, scalar)} of {Amount(slave.Info.Resources, scalar)}</td>");
            if (slave.RegisteredAt is not { } registered)
                page.Add($"<td class=\"bad\">not back yet</td></tr>");
            else if (!slave.Connected)
                page.Add($"<td>{Time(registered)} <span class=\"bad\">disconnected</span></td></tr>");
            else
                page.Add($"<td>{Time(registered)}</td></tr>");
        }

        page.Add($"</table>");
    }

    private static void AddFrameworks(HtmlText page, ClusterView view)
    {
        page.Add($"<h2>Frameworks ({view.Frameworks.Length})</h2>");
        if (view.Frameworks.IsEmpty)
        {
            page.Add($"<p>None now. Ended before: {view.Registry.Completed.Length}.</p>");
            return;
        }

        page.Add($"<table><tr><th>ID</th><th>Name</th><th>User</th><th>Role</th><th class=\"n\">Tasks</th><th class=\"n\">Ended</th>")
            .Add($"<th class=\"n\">CPUs</th><th class=\"n\">Memory, MB</th><th>Registered</th></tr>");
        foreach (var framework in view.Frameworks)
        {
            var held = FrameworkPages.HeldBy(framework);
            page.Add($"<tr><td><code>{framework.Info.Id}</code></td><td>{framework.Info.Name}</td><td>{framework.Info.User}</td>")
                .Add($"<td>{framework.Info.Role}</td><td class=\"n\">{framework.Tasks.Length}</td>")
                .Add($"<td class=\"n\">{framework.CompletedTasks.Length}</td><td class=\"n\">{Amount(held, "cpus")}</td>")
                .Add($"<td class=\"n\">{Amount(held, "mem")}</td><td>{Time(framework.RegisteredAt)}");
            if (!framework.Active)
                page.Add($" <span class=\"bad\">disconnected</span>");
            page.Add($"</td></tr>");
        }

        page.Add($"</table>");
    }

    private static void AddTasks(HtmlText page, ClusterView view)
    {
        var all = view.Frameworks.Concat(view.Registry.Completed)
            .SelectMany(framework => framework.Tasks.Concat(framework.CompletedTasks)).ToList();
        page.Add($"<h2>Tasks ({all.Count})</h2>");
        if (all.Count == 0)
        {
            page.Add($"<p>None yet.</p>");
            return;
        }

        if (all.Count > MaxTasks)
            page.Add($"<p class=\"note\">The latest {MaxTasks}; <a href=\"/master/state.json\">state.json</a> has all.</p>");
        page.Add($"<table><tr><th>ID</th><th>Name</th><th>State</th><th>Since</th><th>Slave</th><th>Framework</th></tr>");
        foreach (var task in all.OrderByDescending(Changed).Take(MaxTasks))
        {
            page.Add($"<tr><td><code>{task.TaskId}</code></td><td>{task.Name}</td>");
            if (task.State is TaskState.Failed or TaskState.Lost)
                page.Add($"<td class=\"bad\">{task.State.WireName()}</td>");
            else
                page.Add($"<td>{task.State.WireName()}</td>");
            page.Add($"<td>{(task.Statuses.IsEmpty ? "" : Time(At(Changed(task))))}</td>")
                .Add($"<td><code>{task.SlaveId}</code></td><td><code>{task.FrameworkId}</code></td></tr>");
        }

        page.Add($"</table>");
    }

    /// <summary>A task that has no status yet was just accepted, so it is the latest.</summary>
    private static double Changed(TaskSummary task) => task.Statuses.IsEmpty ? double.MaxValue : task.Statuses[^1].Timestamp;

    /// <summary>An agent's clock may say anything; what no calendar has is shown as 1970.</summary>
    private static DateTimeOffset At(double seconds) =>
        DateTimeOffset.UnixEpoch.AddSeconds(seconds is > 0 and < 253_402_300_799 ? seconds : 0);

    private static string Amount(Resources resources, string scalar) => ScalarText.Format(resources.Milli(scalar));

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
