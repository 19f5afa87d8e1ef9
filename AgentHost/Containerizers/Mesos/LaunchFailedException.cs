using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A launcher or its command could not be started. Nothing of it runs.</summary>
internal sealed class LaunchFailedException : Exception
{
    public LaunchFailedException(string what, int errno)
        : base($"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})") => Errno = errno;

    private LaunchFailedException(string what)
        : base(what)
    {
    }

    /// <summary>0 if the system was not asked.</summary>
    public int Errno { get; }

    public static LaunchFailedException Of(LauncherReport.Failed failed) =>
        failed.Errno == 0 ? new LaunchFailedException(failed.Message) : new LaunchFailedException(failed.Message, failed.Errno);
}
