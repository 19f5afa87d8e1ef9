namespace MesosOrleans.Terminal;

/// <summary>What scripts can rely on; <c>mesos help</c> lists them. <c>mesos execute</c> answers with the code of its task where there is one.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>It failed; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an input file cannot be used.</summary>
    public const int BadUsage = 2;

    /// <summary><c>--timeout</c> has passed.</summary>
    public const int TimedOut = 124;

    /// <summary>By SIGINT, SIGTERM or SIGHUP.</summary>
    public const int Interrupted = 130;

    /// <summary>As shells say it: a process that a signal ended answers with this and the signal's number.</summary>
    public const int SignalBase = 128;
}
