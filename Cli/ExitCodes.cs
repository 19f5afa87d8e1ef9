namespace MesosOrleans.Cli;

/// <summary>What scripts can rely on; <c>mesos help</c> lists them. <c>execute</c> answers with the code of its task where there is one.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
    public const int TimedOut = 124;
    public const int Interrupted = 130;

    /// <summary>As shells say it: a process that a signal ended.</summary>
    public const int SignalBase = 128;
}
