namespace MesosOrleans.Launcher;

/// <summary>
/// The descendants of this process. As it adopts orphans, everything that the command has ever started is among them,
/// whatever session, group or parent it chose.
/// </summary>
internal sealed unsafe class ProcessTree
{
    private const int NameOffset = 19; // of d_name in struct dirent, on every 64-bit Linux
    private const int MostPasses = 16;

    private readonly HashSet<int> _members = [];
    private readonly int _self = Native.getpid();

    /// <summary>
    /// Sends a signal to every descendant. Each is signalled as soon as it is seen, and /proc is read again while that finds new ones:
    /// a process may fork while we look. Passes are bounded, for a tree that forks without end must not hold up its own deadline.
    /// </summary>
    public void Signal(int signal)
    {
        _members.Clear();
        _members.Add(_self);
        for (var pass = 0; pass < MostPasses; pass++)
            if (!SignalNew(signal)) return;
    }

    private bool SignalNew(int signal)
    {
        var found = false;
        nint directory;
        fixed (byte* proc = "/proc\0"u8) directory = Native.opendir(proc);
        if (directory == 0) return false;
        for (var entry = Native.readdir(directory); entry is not null; entry = Native.readdir(directory))
        {
            var pid = Number(entry + NameOffset);
            if (pid == 0 || _members.Contains(pid) || !_members.Contains(ProcessStat.ParentOf(pid))) continue;
            _members.Add(pid);
            Native.kill(pid, signal);
            found = true;
        }

        Native.closedir(directory);
        return found;
    }

    private static int Number(byte* text)
    {
        var number = 0;
        for (; *text is >= (byte)'0' and <= (byte)'9'; text++) number = number * 10 + (*text - '0');
        return *text == 0 ? number : 0;
    }
}
