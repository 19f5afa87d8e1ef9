using System.Globalization;
using MesosOrleans.Http;
using MesosOrleans.Protocol;

namespace MesosOrleans.Silo.Http;

/// <summary>Who leads, as the registrar said when it was last asked; asked again when that is older than a second.</summary>
internal sealed partial class Leadership(IGrainFactory grains, SiloFacts silo, TimeProvider time, ILogger<Leadership> log)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>A registrar that has not answered by then is recovering, or on a silo that is not yet known to be lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<MasterInfo?> _asked = Task.FromResult<MasterInfo?>(null);
    private long _askedAt;

    /// <summary>Whether this silo led when that was last known.</summary>
    public bool Elected { get; private set; }

    /// <summary>Why slaves cannot be admitted, when that was last known; null: they can.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Learns who leads; ends after <paramref name="longest"/> at the latest, then without news.</summary>
    public async Task Refresh(TimeSpan longest)
    {
        try
        {
            await Ask().WaitAsync(longest, time);
        }
        catch (TimeoutException)
        {
            // The client wants an answer by then more than it wants this value.
        }
    }

    /// <summary><c>http://HOST:PORT</c> of the leader, or of this silo while no leader is known.</summary>
    public async Task<string> LeaderAddress()
    {
        MasterInfo? leader = null;
        try
        {
            leader = await Ask().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // No leader is known then, and the client is better sent here than left to wait.
        }

        return string.Create(CultureInfo.InvariantCulture, $"http://{leader?.Hostname ?? silo.Hostname}:{leader?.Port ?? silo.Port}");
    }

    private Task<MasterInfo?> Ask()
    {
        lock (_gate)
        {
            if (_askedAt == 0 || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= Freshness))
            {
                _askedAt = time.GetTimestamp();
                _asked = AskRegistrar();
            }

            return _asked;
        }
    }

    private async Task<MasterInfo?> AskRegistrar()
    {
        MasterInfo? leader = null;
        try
        {
            leader = await grains.Registrar().Lead();
            Trouble = await grains.Registrar().Trouble();
        }
        catch (Exception e)
        {
            NoLeader(log, e);
            Trouble = $"the registrar does not answer: {e.Message}";
        }

        Elected = leader?.Pid == silo.Pid;
        return leader;
    }

    [LoggerMessage(4003, LogLevel.Information, "No leader is known: the registrar does not answer")]
    private static partial void NoLeader(ILogger log, Exception reason);
}
