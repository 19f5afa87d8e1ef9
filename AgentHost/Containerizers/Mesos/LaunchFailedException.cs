using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>A launcher or its command could not be started. Nothing of it runs.</summary>
public sealed class LaunchFailedException(string what, int errno)
    : Exception($"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
{
    public int Errno { get; } = errno;
}
