using System.Runtime.InteropServices;

namespace MesosOrleans.Launcher;

/// <summary>
/// Puts the command into its cgroups: this process joins them, so that what it starts is born there, and goes back: what it uses itself is
/// not the command's, nor may the command's limits hold it up.
/// </summary>
internal static unsafe class Cgroup
{
    /// <summary>Empty, or what could not be done; the reason is the last error.</summary>
    public static string Join(List<string> directories)
    {
        foreach (var directory in directories)
        {
            var fd = Native.Open(directory + "/cgroup.procs", Native.WriteOnly);
            nint written;
            fixed (byte* self = "0"u8) written = Native.write(fd, self, 1);
            var errno = Native.Errno;
            if (fd >= 0) Native.close(fd);
            if (written == 1) continue;
            Marshal.SetLastPInvokeError(errno);
            return "cannot join the cgroup " + directory;
        }

        return "";
    }
}
