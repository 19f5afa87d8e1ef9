using System.Runtime.InteropServices;
using System.Text;

namespace MesosOrleans.Launcher;

/// <summary>Where a restarted agent finds how the command ended: the last line of the control channel, complete or not there at all.</summary>
internal static unsafe class StatusFile
{
    public static void Write(string path, string line)
    {
        var temporary = path + ".tmp";
        var fd = Native.Open(temporary, Native.WriteOnly | Native.Create | Native.Truncate);
        if (fd < 0) return;
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        nint written;
        fixed (byte* start = bytes) written = Native.write(fd, start, bytes.Length);
        var safe = written == bytes.Length && Native.fsync(fd) == 0;
        Native.close(fd);
        if (!safe) return;
        Native.rename((byte*)Marshal.StringToCoTaskMemUTF8(temporary), (byte*)Marshal.StringToCoTaskMemUTF8(path));
    }
}
