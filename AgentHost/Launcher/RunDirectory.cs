using System.Runtime.InteropServices;
using System.Text;

namespace MesosOrleans.Launcher;

/// <summary>
/// Where a restarted agent finds a command that has outlived its agent: <c>launcher.sock</c>, which it connects to; <c>launcher.pid</c> and
/// <c>command.pid</c>, a process ID with its start time each; <c>status</c>, how the command ended. Each file is complete or not there at
/// all.
/// </summary>
internal sealed unsafe class RunDirectory(string path)
{
    private const int Directory = 0x200000; // O_PATH
    private const int UnixFamily = 1, StreamCloseOnExec = 1 | 0x80000;
    private const int AddressSize = 110;

    /// <summary>The address of a socket has 107 characters at most, a path may have more: so it goes by the directory's descriptor.</summary>
    /// <returns>A descriptor that listens, or -1.</returns>
    public int Listen()
    {
        var directory = Native.Open(path, Directory);
        if (directory < 0) return -1;
        var socket = Native.socket(UnixFamily, StreamCloseOnExec, 0);
        var address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = UnixFamily;
        Encoding.UTF8.GetBytes("/proc/self/fd/" + directory + "/launcher.sock", new Span<byte>(address + 2, AddressSize - 3));
        var listens = socket >= 0 && Native.bind(socket, address, AddressSize) == 0 && Native.listen(socket, 4) == 0;
        var errno = Native.Errno;
        Native.close(directory);
        if (listens) return socket;
        Native.close(socket);
        Marshal.SetLastPInvokeError(errno);
        return -1;
    }

    public bool Record(string name, int pid) => Write(name, pid + " " + ProcessStat.StartTimeOf(pid), durable: false);

    public void WriteStatus(string line) => Write("status", line, durable: true);

    /// <summary>A process dies with its machine, so only the status must survive a loss of power.</summary>
    private bool Write(string name, string line, bool durable)
    {
        var temporary = Of(name) + ".tmp";
        var fd = Native.Open(temporary, Native.WriteOnly | Native.Create | Native.Truncate);
        if (fd < 0) return false;
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        nint written;
        fixed (byte* start = bytes) written = Native.write(fd, start, bytes.Length);
        var safe = written == bytes.Length && (!durable || Native.fsync(fd) == 0);
        Native.close(fd);
        return safe && Native.rename((byte*)Marshal.StringToCoTaskMemUTF8(temporary), (byte*)Marshal.StringToCoTaskMemUTF8(Of(name))) == 0;
    }

    private string Of(string name) => path + "/" + name;
}
