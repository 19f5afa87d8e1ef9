using MesosOrleans.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class MesosPathTests
{
    [Theory]
    [InlineData("/master/state.json", "/master/state.json")]
    [InlineData("/master/state.json/x/y", "/master/state.json")]
    [InlineData("/state.json", "/master/state.json")]
    [InlineData("/state.json/x", "/master/state.json")]
    [InlineData("/", "/master")]
    [InlineData("/master/", "/master")]
    [InlineData("/registrar(1)/registry", "/registrar(1)/registry")]
    [InlineData("/registrar(2)/registry", "/master/registrar(2)")]
    [InlineData("/metrics", "/metrics")]
    [InlineData("/metrics/snapshot/", "/metrics/snapshot")]
    [InlineData("/help/master/health", "/help/master/health")]
    [InlineData("/nowhere", "/master/nowhere")]
    [InlineData("/ui", "/ui")]
    [InlineData("/ui/tasks/F/a/b", "/ui/tasks/F/a/b")]
    [InlineData("/_framework/blazor.web.js", "/_framework/blazor.web.js")]
    [InlineData("/uii/tasks", "/master/uii")]
    public void A_path_leads_to_the_route_that_mesos_would_take(string path, string route) => Assert.Equal(route, MesosPath.Master.Route(path, path));

    [Theory]
    [InlineData("/state.json", "/slave(1)/state.json")]
    [InlineData("/slave(1)/state.json/x", "/slave(1)/state.json")]
    [InlineData("/api/v1/executor", "/slave(1)/api/v1/executor")]
    [InlineData("/slave(1)/api/v1/executor", "/slave(1)/api/v1/executor")]
    [InlineData("/monitor/statistics.json", "/monitor/statistics.json")]
    public void The_paths_of_an_agent_lead_to_its_slave(string path, string route) => Assert.Equal(route, MesosPath.Slave.Route(path, path));

    [Theory]
    [InlineData("/..", "/")]
    [InlineData("/master/../state.json", "/state.json")]
    [InlineData("/master/%2e%2e/state.json", "/state.json")]
    [InlineData("/ui/../state.json", "/ui/../state.json")]
    [InlineData("/master/..%2fstate.json?x=1", "/master/..%2fstate.json")]
    public void A_path_that_would_leave_its_root_leads_nowhere(string raw, string decoded) => Assert.Null(MesosPath.Master.Route(raw, decoded));

    [Fact]
    public void Dots_in_the_query_do_no_harm() => Assert.Equal("/master/state.json", MesosPath.Master.Route("/state.json?path=/../x", "/state.json"));
}
