using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class HealthCheckKindTests
{
    public static TheoryData<HealthCheck, string?> Checks => new()
    {
        { new HealthCheck { Http = new HttpCheck { Port = 80 } }, null },
        { new HealthCheck { Tcp = new TcpCheck { Port = 80 } }, null },
        { new HealthCheck { Command = new CommandInfo { Value = "true" } }, null },
        { new HealthCheck(), "no kind" },
        { new HealthCheck { Type = HealthCheckType.Http }, "needs a port" },
        { new HealthCheck { Type = HealthCheckType.Command, Tcp = new TcpCheck { Port = 80 } }, "needs a command" },
        { new HealthCheck { Http = new HttpCheck { Port = 0 } }, "expected 1 to 65535" },
        { new HealthCheck { Tcp = new TcpCheck { Port = 65536 } }, "expected 1 to 65535" },
        { new HealthCheck { Http = new HttpCheck { Port = 80, Scheme = "ftp" } }, "expected http or https" },
        { new HealthCheck { Http = new HttpCheck { Port = 80, Path = "@evil" } }, "slash" },
    };

    [Theory, MemberData(nameof(Checks))]
    public void What_cannot_be_carried_out_is_said(HealthCheck check, string? problem)
    {
        if (problem is null)
        {
            Assert.Null(HealthCheckKind.Problem(check));
        }
        else
        {
            Assert.Contains(problem, HealthCheckKind.Problem(check)!, StringComparison.Ordinal);
        }
    }
}
