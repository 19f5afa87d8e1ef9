using MesosOrleans.AgentHost.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http;

/// <summary>What the files endpoints take for a file of a sandbox.</summary>
public sealed class SandboxAddressTests
{
    private const string Run = "/slaves/S/frameworks/F/executors/E/runs/R";

    [Theory]
    [InlineData(Run + "/stdout")]
    [InlineData("/var/mesos" + Run + "/stdout")]
    [InlineData("/var/mesos" + Run + "/stdout/")]
    public void A_file_of_a_run_is_named_in_full_or_from_slaves_on(string path) => Assert.Equal(
        new SandboxAddress("/var/mesos/slaves/S/frameworks/F/executors/E/runs", "/var/mesos" + Run + "/stdout"),
        SandboxAddress.Parse("/var/mesos", path));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/var/mesos")]
    [InlineData("/var/mesos/meta/slaves/latest")]
    [InlineData("/var/mesos2" + Run + "/stdout")]
    [InlineData("slaves/S/frameworks/F/executors/E/runs/R/stdout")]
    [InlineData("/slaves/S/frameworks/F/executors/E/runs")]
    [InlineData("/slaves/S/frameworks/F/executors/E/runs/..")]
    [InlineData(Run + "/../../../E2/runs/R/stdout")]
    [InlineData(Run + "/./stdout")]
    [InlineData(Run + "//stdout")]
    [InlineData("/slaves/../frameworks/F/executors/E/runs/R/stdout")]
    [InlineData(Run + "/a\0b")]
    public void Anything_else_is_no_address(string path) => Assert.Null(SandboxAddress.Parse("/var/mesos", path));
}
