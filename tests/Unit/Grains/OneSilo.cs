using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Authentication;
using MesosOrleans.Metrics;
using MesosOrleans.Registrar;
using MesosOrleans.Storage;
using MesosOrleans.Tests.Unit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MesosOrleans.Tests.Unit.Grains;

/// <summary>
/// The real grains in a silo within this process, over a log in memory. Its time stands until a test moves it; a test may hold up calls of the registrar with <see cref="Gate"/>.
/// </summary>
public sealed class OneSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TemporaryFile _states;

    private OneSilo(IHost host, TemporaryFile states, FakeTimeProvider time, RegistrarGate gate, RefusedEnd end)
    {
        (_host, _states, Time, Gate, End) = (host, states, time, gate, end);
    }

    public FakeTimeProvider Time { get; }

    public RegistrarGate Gate { get; }

    public RefusedEnd End { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<OneSilo> Start(MasterSettings settings)
    {
        var (states, time, gate, end) = (new TemporaryFile("grains.db"), new FakeTimeProvider(), new RegistrarGate(), new RefusedEnd());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<MasterInstruments>();
        builder.Services.AddSingleton<RegistrarInstruments>();
        builder.Services.AddSingleton<IRegistryTimings>(provider => provider.GetRequiredService<RegistrarInstruments>());
        builder.Services.AddSingleton<ISiloEnd>(end);
        builder.Services.AddSingleton(new MasterIdentity("M"));
        builder.Services.AddSingleton(new MasterLocation("127.0.0.1", 5050, "localhost"));
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(gate);
        builder.Services.AddSecurity(new AuthenticationSettings(Frameworks: false, Slaves: false), credentials: null, acls: null);
        builder.Services.AddRegistrarLog(RegistrarLogPlace.Memory);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddSqliteGrainStorage(GrainStorageNames.Frameworks, states.Path));
        var host = builder.Build();
        await host.StartAsync();
        return new OneSilo(host, states, time, gate, end);
    }

    /// <summary>Lets the registrar look around, as each silo asks it to every second, until the condition holds.</summary>
    public async Task WakesUntil(string expected, Func<Task<bool>> condition)
    {
        var begin = Stopwatch.GetTimestamp();
        do
        {
            await Grains.Registrar().Wake();
            Xunit.Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(60), $"expected within a minute: {expected}");
            await Task.Yield();
        }
        while (!await condition());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _states.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Why the silo would have ended its process.</summary>
public sealed class RefusedEnd : ISiloEnd
{
    public string? Reason { get; private set; }

    public void Refuse(string reason) => Reason = reason;
}
