using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers.Cgroups;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// Hears from the kernel when a memory cgroup has reached its end: in version 1 by an event descriptor, in version 2 by a change of
/// <c>memory.events</c>. One thread waits for all of them.
/// </summary>
internal sealed unsafe partial class OomWatchService : IDisposable
{
    private const int CloseOnExec = 0x80000, EventNonBlocking = 0x800;
    private const int Insert = 1, Delete = 2;
    private const uint Readable = 1, Priority = 2, EdgeTriggered = 1u << 31;

    private const int EntrySizeMax = 16;

    // struct epoll_event is packed on x86-64 alone; elsewhere its 64 bits of data are aligned.
    private static readonly int EntrySize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : EntrySizeMax;
    private static readonly int DataOffset = EntrySize - sizeof(ulong);

    private readonly ConcurrentDictionary<int, Action> _watches = new();
    private readonly int _poll = CreatePoll(CloseOnExec);
    private readonly int _stop = CreateEvent(0, CloseOnExec | EventNonBlocking);
    private readonly Thread _thread;

    public OomWatchService()
    {
        Control(Insert, _stop, Readable);
        _thread = new Thread(Wait) { IsBackground = true, Name = "oom-watch" };
        _thread.Start();
    }

    /// <param name="version">Of the cgroup.</param>
    /// <param name="cgroup">Its directory.</param>
    /// <param name="tell">Called, on a thread of the pool, at each event; one may also come for nothing.</param>
    /// <returns>To end it.</returns>
    /// <exception cref="IsolatorException">The kernel refuses.</exception>
    public IDisposable Add(CgroupVersion version, string cgroup, Action tell)
    {
        var fd = version == CgroupVersion.V1 ? EventOf(cgroup) : ChangesOf(cgroup);
        if (fd < 0) throw new IsolatorException($"the memory events of the cgroup {cgroup} cannot be watched: {Marshal.GetLastPInvokeErrorMessage()}");
        _watches[fd] = tell;
        Control(Insert, fd, (version == CgroupVersion.V1 ? Readable : Priority) | EdgeTriggered);
        return new Watch(this, fd);
    }

    public void Dispose()
    {
        ulong one = 1;
        _ = WriteTo(_stop, &one, sizeof(ulong));
        _thread.Join();
        foreach (var fd in _watches.Keys) _ = Close(fd);
        _ = Close(_poll);
        _ = Close(_stop);
    }

    private static int EventOf(string cgroup)
    {
        var control = OpenEvents(Path.Combine(cgroup, "memory.oom_control"), CloseOnExec);
        if (control < 0) return -1;
        var fd = CreateEvent(0, CloseOnExec | EventNonBlocking);
        try
        {
            CgroupStore.Write(cgroup, new ControlWrite("cgroup.event_control", string.Create(CultureInfo.InvariantCulture, $"{fd} {control}")));
            return fd;
        }
        catch
        {
            _ = Close(fd);
            throw;
        }
        finally
        {
            _ = Close(control);
        }
    }

    /// <summary>Until it has been read once, the kernel calls the file changed.</summary>
    private static int ChangesOf(string cgroup)
    {
        var fd = OpenEvents(Path.Combine(cgroup, "memory.events"), CloseOnExec);
        byte first;
        if (fd >= 0) _ = ReadFrom(fd, &first, sizeof(byte));
        return fd;
    }

    private void Wait()
    {
        const int most = 64;
        var entries = stackalloc byte[most * EntrySizeMax];
        while (true)
        {
            var count = WaitFor(_poll, entries, most, -1);
            for (var i = 0; i < count; i++)
            {
                var fd = *(int*)(entries + i * EntrySize + DataOffset);
                if (fd == _stop) return;
                if (_watches.TryGetValue(fd, out var tell)) ThreadPool.QueueUserWorkItem(static tell => tell(), tell, preferLocal: false);
            }
        }
    }

    private void Control(int operation, int fd, uint events)
    {
        var entry = stackalloc byte[EntrySizeMax];
        *(uint*)entry = events;
        *(int*)(entry + DataOffset) = fd;
        _ = ControlPoll(_poll, operation, fd, entry);
    }

    private sealed class Watch(OomWatchService service, int fd) : IDisposable
    {
        private int _isDone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 1 || !service._watches.TryRemove(fd, out _)) return;
            service.Control(Delete, fd, 0);
            _ = Close(fd);
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlPoll(int poll, int operation, int fd, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitFor(int poll, byte* events, int most, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenEvents(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadFrom(int fd, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int fd, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
