using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Fetcher;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.HealthChecks;

/// <summary>Real ports and processes.</summary>
public sealed class HealthCheckServiceTests : IDisposable
{
    private static readonly HealthCheck Quick = new()
    {
        DelaySeconds = 0,
        IntervalSeconds = 0.01,
        TimeoutSeconds = 60,
        GracePeriodSeconds = 0,
        Failures = 2,
    };

    private readonly string _sandbox = Directory.CreateTempSubdirectory("mesos-health-").FullName;
    private readonly HealthCheckService _service = new(
        new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance), TimeProvider.System);

    private readonly Channel<HealthVerdict> _verdicts = Channel.CreateUnbounded<HealthVerdict>();

    public void Dispose()
    {
        _service.Dispose();
        Directory.Delete(_sandbox, recursive: true);
    }

    [Fact]
    public async Task A_web_server_that_answers_well_is_well_and_one_that_does_not_is_ended()
    {
        using var http = new HttpFileServer();
        http.Put("/health", "x"u8.ToArray());
        var port = uint.Parse(http.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var check = Start(Quick with { Http = new HttpCheck { Port = port, Path = "/health" } });

        Assert.True((await Next()).IsHealthy);
        http.Put("/health", "503 Busy", "Content-Length: 0", []);
        Assert.Equal(new HealthVerdict(false, false, "Health check failed 1 times in a row: the answer was 503 Busy"), await Next());
        Assert.Equal(new HealthVerdict(false, true, "Health check failed 2 times in a row: the answer was 503 Busy"), await Next());
        await check.DisposeAsync();
        Assert.False(_verdicts.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Statuses_that_are_named_are_the_good_ones()
    {
        using var http = new HttpFileServer();
        var port = uint.Parse(http.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var check = Start(Quick with { Http = new HttpCheck { Port = port, Statuses = [404] } });

        Assert.True((await Next()).IsHealthy);
    }

    [Fact]
    public async Task A_port_that_takes_connections_is_well_until_nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var check = Start(Quick with { Tcp = new TcpCheck { Port = (uint)((IPEndPoint)listener.LocalEndpoint).Port } });

        Assert.True((await Next()).IsHealthy);
        listener.Stop();
        // One connection may still have waited to be taken: it is reset.
        Assert.False((await Next()).IsHealthy);
        Assert.Contains("refused", (await Next()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_runs_in_the_sandbox_with_the_tasks_variables_and_its_exit_code_tells()
    {
        await using var check = Start(Quick with
        {
            Command = new CommandInfo { Value = "test -e well && echo $A$B", Environment = [new EnvironmentVariable("B", "2")] },
        });

        Assert.Equal(new HealthVerdict(false, false, "Health check failed 1 times in a row: Command exited with status 1"), await Next());
        Assert.True((await Next()).IsKill);
        await File.WriteAllTextAsync($"{_sandbox}/well", "", TestContext.Current.CancellationToken);
        await using var second = Start(Quick with { Command = new CommandInfo { Value = "test -e well && echo $A$B", Environment = [new EnvironmentVariable("B", "2")] } });
        Assert.True((await Next()).IsHealthy);
        Assert.StartsWith("12\n", await File.ReadAllTextAsync($"{_sandbox}/stdout", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_of_a_user_writes_nowhere_but_where_the_user_may()
    {
        var nobody = UserAccountClient.Find("nobody")!;
        File.SetUnixFileMode(_sandbox, (UnixFileMode)0x1FF);
        var roots = Directory.CreateTempSubdirectory("mesos-health-root-").FullName;
        try
        {
            File.WriteAllText($"{roots}/file", "untouched");
            File.CreateSymbolicLink($"{_sandbox}/stdout", $"{roots}/file");
            await using var check = Start(Quick with { Command = new CommandInfo { Value = "echo intruder" } }, nobody);

            Assert.False((await Next()).IsHealthy);
            Assert.Equal("untouched", await File.ReadAllTextAsync($"{roots}/file", TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(roots, recursive: true);
        }
    }

    [Fact]
    public async Task A_check_that_hangs_fails_at_its_time_limit()
    {
        await using var check = Start(Quick with { TimeoutSeconds = 0.05, Command = new CommandInfo { Value = "sleep 1000" } });

        Assert.Contains("no answer within 0.05 seconds", (await Next()).Message, StringComparison.Ordinal);
    }

    private IAsyncDisposable Start(HealthCheck check, UserAccount? account = null) => _service.Start(
        new HealthTarget
        {
            Check = check,
            Directory = _sandbox,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["A"] = "1" },
            Account = account,
        },
        verdict => _verdicts.Writer.TryWrite(verdict));

    private async Task<HealthVerdict> Next() => await _verdicts.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
