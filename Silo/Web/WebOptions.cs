namespace MesosOrleans.Silo.Web;

/// <summary>What of the web UI was switched on.</summary>
/// <param name="HasDashboard">Orleans's own dashboard stands beside it.</param>
/// <param name="MayAct">Kill and shutdown are offered: not where people have to authenticate for that, since a page does not know who looks at it.</param>
internal sealed record WebOptions(bool HasDashboard, bool MayAct);
