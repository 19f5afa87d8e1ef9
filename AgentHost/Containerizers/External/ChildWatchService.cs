using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>Tells when children of the agent have ended, without a thread for each: the system says that one has, and each that is waited for is looked at.</summary>
internal sealed class ChildWatchService : IDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _children = new();
    private readonly PosixSignalRegistration _signal;

    public ChildWatchService() => _signal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => LookAtAll());

    /// <summary>The raw status of a child, when it has ended; nobody else may ask the system for it.</summary>
    public Task<int> Ended(int pid)
    {
        var ended = _children.GetOrAdd(pid, _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        // It may have ended before it was known here.
        Look(pid);
        return ended.Task;
    }

    public void Dispose() => _signal.Dispose();

    private void LookAtAll()
    {
        foreach (var pid in _children.Keys) Look(pid);
    }

    private void Look(int pid)
    {
        if (ExternalNative.StatusOf(pid) is { } status && _children.TryRemove(pid, out var ended)) ended.SetResult(status);
    }
}
