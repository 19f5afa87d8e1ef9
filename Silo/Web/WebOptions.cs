namespace MesosOrleans.Silo.Web;

/// <summary>What of the web UI was switched on.</summary>
/// <param name="HasDashboard">Orleans's own dashboard stands beside it.</param>
internal sealed record WebOptions(bool HasDashboard);
