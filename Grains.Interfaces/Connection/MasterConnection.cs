using MesosOrleans.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Messaging;

namespace MesosOrleans.Connection;

/// <summary>How a program reaches the masters.</summary>
public sealed record MasterConnectionOptions
{
    /// <summary>True: wait until a silo answers. False: fail at once.</summary>
    public bool Wait { get; init; }

    /// <summary>Who the program is, and the secret that shows it; null: it authenticates as nobody.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Where the connection logs; nowhere by default.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>After this a call counts as unanswered, its outcome unknown.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A connection to the cluster, found by the HTTP address of its silos. It heals by itself when silos come and go.</summary>
public sealed class MasterConnection : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly IHost _host;
    private readonly GatewayDirectory _directory;
    private readonly ClientAuthentication _authentication;

    private MasterConnection(IHost host, GatewayDirectory directory, ClientAuthentication authentication)
    {
        _host = host;
        _directory = directory;
        _authentication = authentication;
        Client = host.Services.GetRequiredService<IClusterClient>();
    }

    /// <summary>Raised when silos or gateways were lost or found: a session may be in doubt, and a call that is under way may never be answered.</summary>
    public event Action? Changed;

    /// <summary>Grains are reached through it.</summary>
    public IClusterClient Client { get; }

    /// <summary>Connects.</summary>
    /// <param name="master">See <see cref="MasterAddress"/>.</param>
    /// <param name="options">Defaults if null.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="FormatException">The address is malformed.</exception>
    /// <exception cref="MasterUnreachableException">No silo answers, or none takes the connection.</exception>
    /// <exception cref="NotAuthenticatedException">The masters refuse the credential.</exception>
    public static async Task<MasterConnection> Connect(string master, MasterConnectionOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new MasterConnectionOptions();
        var masters = MasterAddress.Parse(master);
        var directory = new GatewayDirectory(masters);
        var document = await FirstAnswer(directory, options, cancel);

        var authentication = new ClientAuthentication(options.Credential, TimeProvider.System, options.Logging.CreateLogger<ClientAuthentication>());
        MasterConnection? connection = null;
        var host = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton(options.Logging).AddSingleton<IHostLifetime, CallersLifetime>())
            .UseOrleansClient(client => client
                .Configure<ClusterOptions>(cluster =>
                {
                    cluster.ClusterId = document.ClusterId;
                    cluster.ServiceId = document.ServiceId;
                })
                .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
                .Configure<ClientMessagingOptions>(messaging =>
                {
                    messaging.ResponseTimeout = options.ResponseTimeout;
                    messaging.DropExpiredMessages = true;
                })
                .Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = TimeSpan.FromSeconds(2))
                .UseConnectionRetryFilter(async (_, stop) =>
                {
                    await Task.Delay(RetryPause, stop);
                    return options.Wait;
                })
                .AddClusterConnectionLostHandler((_, _) => connection?.Changed?.Invoke())
                .AddGatewayCountChangedHandler((_, _) => connection?.Changed?.Invoke())
                .Services.AddSingleton<IGatewayListProvider>(directory).AddSingleton<IOutgoingGrainCallFilter>(authentication))
            .Build();
        try
        {
            await host.StartAsync(cancel);
            await authentication.Begin(host.Services.GetRequiredService<IClusterClient>(), cancel);
        }
        catch (OrleansException problem)
        {
            // It answers over HTTP, and its gateway does not: it has just ended, or is too busy.
            host.Dispose();
            throw new MasterUnreachableException(masters, problem);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        connection = new MasterConnection(host, directory, authentication);
        directory.Watch(() => connection.Changed?.Invoke());
        return connection;
    }

    /// <summary>Why the masters do not take this program, for good; null while they may.</summary>
    public string? Refusal => _authentication.Refusal;

    /// <summary>A grain did not answer: the gateway may be that of a silo which does not know that the others go on without it. See <see cref="GatewayDirectory.Doubt"/>.</summary>
    public void Doubt() => _directory.Doubt();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _authentication.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private static async Task<GatewayDocument> FirstAnswer(GatewayDirectory directory, MasterConnectionOptions options, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await directory.Fetch(cancel);
            }
            catch (MasterUnreachableException) when (options.Wait)
            {
                await Task.Delay(RetryPause, cancel);
            }
        }
    }

    // The default lifetime would take SIGTERM and Ctrl-C away from the program, which then could not be ended by them.
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
