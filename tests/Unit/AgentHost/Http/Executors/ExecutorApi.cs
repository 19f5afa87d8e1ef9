using System.Net;
using MesosOrleans.AgentHost.Http.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Tests.Unit.AgentHost.Http.Executors;

/// <summary>The executor API on a port of its own, before an agent that a test scripts.</summary>
internal sealed class ExecutorApi : IAsyncDisposable
{
    /// <summary>Generous: a wait that ends at all ends long before.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;

    private ExecutorApi(WebApplication app, ScriptedExecutorCalls calls) => (_app, Calls) = (app, calls);

    public ScriptedExecutorCalls Calls { get; }

    public Uri Address => new(_app.Urls.First(url => url.StartsWith("http://127", StringComparison.Ordinal)));

    public static ExecutorEvent.Subscribed Subscribed { get; } = new(
        new ExecutorInfo { ExecutorId = new ExecutorId("e"), FrameworkId = new FrameworkId("f"), Command = new CommandInfo { Value = "./e" } },
        new FrameworkInfo { User = "u", Name = "n", Id = new FrameworkId("f") },
        new SlaveInfo { Hostname = "h", Id = new SlaveId("s") },
        new ContainerId("c"));

    public static async Task<ExecutorApi> Start(ScriptedExecutorCalls? calls = null, int port = 0, string? socket = null)
    {
        calls ??= new ScriptedExecutorCalls { Greeting = [Subscribed] };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            if (socket is not null)
                kestrel.ListenUnixSocket(socket);
        });
        var app = builder.Build();
        new ExecutorEndpoint(calls, TimeProvider.System, app.Services.GetRequiredService<ILogger<ExecutorEndpoint>>()).Map(app);
        await app.StartAsync();
        return new ExecutorApi(app, calls);
    }

    public ExecutorEnvironment Environment(bool checkpoint = false) => new()
    {
        FrameworkId = new FrameworkId("f"),
        ExecutorId = new ExecutorId("e"),
        AgentEndpoint = $"127.0.0.1:{Address.Port}",
        Checkpoint = checkpoint,
        SubscriptionBackoffMax = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Ends at once, as a killed agent does: streams break.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
        }

        await _app.DisposeAsync();
    }
}
