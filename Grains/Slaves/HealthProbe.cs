namespace MesosOrleans.Slaves;

/// <summary>What a tick of the probe asks for.</summary>
public enum ProbeVerdict
{
    /// <summary>Ping; all is well.</summary>
    Ping,

    /// <summary>Ping, and offer nothing meanwhile: the last ping was not answered.</summary>
    Silent,

    /// <summary>Too many in a row were not answered: remove it.</summary>
    Remove,
}

/// <summary>
/// Judges a slave's health (rule 4.2.10): a tick every <c>--slave_ping_timeout</c> finds the last ping answered or not; the <c>--max_slave_ping_timeouts</c>th miss in a row removes the slave.
/// A slave that has no session is not judged here: the registrar waits for it (<see cref="Registrar.SlaveRecovery"/>).
/// </summary>
public sealed class HealthProbe(int missesMax)
{
    /// <summary>Every so many ticks frameworks are reminded of their offers: rarely, since it only mends what a silo's loss may leave.</summary>
    private const int TicksPerReminder = 20;

    private int _ticks;
    private bool _hasSession;
    private bool _outstanding;

    /// <summary>Ticks in a row that found a ping unanswered.</summary>
    public int Misses { get; private set; }

    /// <summary>The last tick was one at which frameworks are reminded of their offers.</summary>
    public bool Reminds => _ticks == 0;

    /// <summary>The agent was heard.</summary>
    public void Heard()
    {
        _hasSession = true;
        _outstanding = false;
        Misses = 0;
    }

    /// <summary>One period has passed.</summary>
    public ProbeVerdict Tick()
    {
        _ticks = (_ticks + 1) % TicksPerReminder;
        if (!_hasSession)
        {
            return ProbeVerdict.Silent;
        }

        Misses = _outstanding ? Misses + 1 : 0;
        _outstanding = true;
        return Misses == 0 ? ProbeVerdict.Ping : Misses < missesMax ? ProbeVerdict.Silent : ProbeVerdict.Remove;
    }
}
