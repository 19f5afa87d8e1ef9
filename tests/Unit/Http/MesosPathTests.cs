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
    public void A_path_leads_to_the_route_that_mesos_would_take(string path, string route) => Assert.Equal(route, MesosPath.Route(path, path));

    [Theory]
    [InlineData("/..", "/")]
    [InlineData("/master/../state.json", "/state.json")]
    [InlineData("/master/%2e%2e/state.json", "/state.json")]
    [InlineData("/master/..%2fstate.json?x=1", "/master/..%2fstate.json")]
    public void A_path_that_would_leave_its_root_leads_nowhere(string raw, string decoded) => Assert.Null(MesosPath.Route(raw, decoded));

    [Fact]
    public void Dots_in_the_query_do_no_harm() => Assert.Equal("/master/state.json", MesosPath.Route("/state.json?path=/../x", "/state.json"));
}
