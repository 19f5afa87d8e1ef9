using System.Buffers.Text;

namespace MesosOrleans.Launcher;

/// <summary>
/// Numbers of /proc/PID/stat. Its second word is a name in parentheses that may hold anything, so words are counted from behind it.
/// </summary>
internal static unsafe class ProcessStat
{
    private const int Parent = 1, StartTime = 19;

    /// <summary>0 if the process is gone.</summary>
    public static int ParentOf(int pid) => (int)WordOf(pid, Parent);

    /// <summary>In clock ticks since the boot; with the process ID it names a process for ever. 0 if the process is gone.</summary>
    public static long StartTimeOf(int pid) => WordOf(pid, StartTime);

    private static long WordOf(int pid, int index)
    {
        const int size = 1024;
        var buffer = stackalloc byte[size];
        var fd = Native.Open("/proc/" + pid + "/stat", 0);
        if (fd < 0) return 0;
        var count = Native.read(fd, buffer, size);
        Native.close(fd);
        if (count <= 0) return 0;
        var stat = new ReadOnlySpan<byte>(buffer, (int)count);
        var words = stat[Math.Min(stat.Length, stat.LastIndexOf((byte)')') + 2)..];
        for (; index > 0; index--) words = words[(words.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(words, out long number, out _) ? number : 0;
    }
}
