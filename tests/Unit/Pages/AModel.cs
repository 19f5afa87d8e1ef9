using MesosOrleans.Http;
using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Http;

namespace MesosOrleans.Tests.Unit.Pages;

/// <summary>Models of small clusters.</summary>
internal static class AModel
{
    public static readonly DateTimeOffset Now = AClusterView.Start.AddMinutes(5);

    public static readonly Dictionary<string, double> Roles = new() { ["*"] = 1, ["ads"] = 2 };

    public static ClusterModel Of(ClusterView view) => ClusterModel.Of(view, Roles, Now);

    /// <summary>That of one framework with these tasks, and two slaves.</summary>
    public static ClusterModel With(params TaskSummary[] tasks) => Of(AClusterView.View with
    {
        Registry = AClusterView.View.Registry with { Completed = [] },
        Frameworks = [AClusterView.Framework("F", "shop") with { Active = true, Tasks = [.. tasks] }],
    });
}
