using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
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
    private const string Well = "well";

    private readonly string _sandbox = Directory.CreateTempSubdirectory("mesos-health-").FullName;
    private readonly HealthCheckService _service = new(
        new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance), TimeProvider.System);

    private readonly Channel<string> _found = Channel.CreateUnbounded<string>();

    public void Dispose()
    {
        _service.Dispose();
        Directory.Delete(_sandbox, recursive: true);
    }

    [Fact]
    public async Task A_web_server_that_answers_well_is_well_and_one_that_does_not_is_not()
    {
        using var http = new HttpFileServer();
        http.Put("/health", "x"u8.ToArray());
        var port = uint.Parse(http.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var check = Start(new HealthCheck { Http = new HttpCheck { Port = port, Path = "/health" } });

        Assert.Equal(Well, await Next());
        http.Put("/health", "503 Busy", "Content-Length: 0", []);
        Assert.Equal("the answer was 503 Busy", await Other(Well));
        await check.DisposeAsync();
        while (_found.Reader.TryRead(out _))
        {
        }

        Assert.False(_found.Writer.TryComplete() && await _found.Reader.WaitToReadAsync(TestContext.Current.CancellationToken), "nothing comes after the end");
    }

    [Fact]
    public async Task Statuses_that_are_named_are_the_good_ones()
    {
        using var http = new HttpFileServer();
        var port = uint.Parse(http.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var check = Start(new HealthCheck { Http = new HttpCheck { Port = port, Statuses = [404] } });

        Assert.Equal(Well, await Next());
    }

    [Fact]
    public async Task A_port_that_takes_connections_is_well_until_nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var check = Start(new HealthCheck { Tcp = new TcpCheck { Port = (uint)((IPEndPoint)listener.LocalEndpoint).Port } });

        Assert.Equal(Well, await Next());
        listener.Stop();
        // One connection may still have waited to be taken: it is reset.
        await Other(Well);
        Assert.Contains("refused", await Next(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_runs_in_the_sandbox_with_the_tasks_variables_and_its_exit_code_tells()
    {
        await using var check = Start(new HealthCheck
        {
            Command = new CommandInfo { Value = "test -e well && echo $A$B", Environment = [new EnvironmentVariable("B", "2")] },
        });

        Assert.Equal("Command exited with status 1", await Next());
        await File.WriteAllTextAsync($"{_sandbox}/well", "", TestContext.Current.CancellationToken);
        Assert.Equal(Well, await Other("Command exited with status 1"));
        Assert.StartsWith("12\n", await File.ReadAllTextAsync($"{_sandbox}/stdout", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_of_a_user_writes_nowhere_but_where_the_user_may()
    {
        File.SetUnixFileMode(_sandbox, (UnixFileMode)0x1FF);
        var roots = Directory.CreateTempSubdirectory("mesos-health-root-").FullName;
        try
        {
            File.WriteAllText($"{roots}/file", "untouched");
            File.CreateSymbolicLink($"{_sandbox}/stdout", $"{roots}/file");
            await using var check = Start(new HealthCheck { Command = new CommandInfo { Value = "echo intruder" } }, user: "nobody");

            Assert.NotEqual(Well, await Next());
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
        await using var check = Start(new HealthCheck { Command = new CommandInfo { Value = "sleep 1000" } }, TimeSpan.FromMilliseconds(50));

        Assert.Equal("no answer within 0.05 seconds", await Next());
    }

    [Fact]
    public async Task A_check_whose_user_is_gone_says_so()
    {
        await using var check = Start(new HealthCheck { Command = new CommandInfo { Value = "true" } }, user: "nobody-of-this-name");

        Assert.Equal("the user 'nobody-of-this-name' does not exist any more", await Next());
    }

    private IAsyncDisposable Start(HealthCheck check, TimeSpan? limit = null, string? user = null) => _service.Start(
        new HealthTarget
        {
            Check = check,
            FirstAt = DateTimeOffset.UnixEpoch,
            Interval = TimeSpan.FromMilliseconds(10),
            Limit = limit ?? TimeSpan.FromMinutes(2),
            Directory = _sandbox,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["A"] = "1" },
            User = user,
        },
        problem => _found.Writer.TryWrite(problem ?? Well));

    private async Task<string> Next() => await _found.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The first that is not this one.</summary>
    private async Task<string> Other(string found)
    {
        while (true)
        {
            if (await Next() is var next && next != found)
            {
                return next;
            }
        }
    }
}
