using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>The system calls that start a containerizer program and look at what it left in its pipe.</summary>
internal static unsafe partial class ExternalNative
{
    private const int CloseOnExec = 0x80000, NoFollow = 0x20000;
    private const int WriteOnly = 1, ReadWrite = 2, Create = 0x40, Append = 0x400;
    private const int OwnerWrites = 0x1A4;
    private const short PollIn = 1;
    private const int NoHang = 1;

    /// <summary>A pipe that no other process inherits.</summary>
    /// <exception cref="LaunchFailedException">The system has none to give.</exception>
    public static (SafePipeHandle Read, SafePipeHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        return pipe2(ends, CloseOnExec) == 0
            ? (new SafePipeHandle(ends[0], ownsHandle: true), new SafePipeHandle(ends[1], ownsHandle: true))
            : throw new LaunchFailedException("cannot create a pipe", Marshal.GetLastPInvokeError());
    }

    /// <summary>A file to append to, made if it is not there; never one that a link leads to, since a sandbox is its user's.</summary>
    /// <exception cref="LaunchFailedException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToAppend(string path) => Opened(path, WriteOnly | Append | Create | NoFollow | CloseOnExec);

    public static SafeFileHandle OpenNull() => Opened("/dev/null", ReadWrite | CloseOnExec);

    /// <summary>True if reading would give something now: bytes, or the end.</summary>
    public static bool IsReadable(SafePipeHandle pipe)
    {
        var question = new PollFd { Fd = (int)pipe.DangerousGetHandle(), Events = PollIn };
        return poll(&question, 1, 0) > 0;
    }

    /// <summary>The raw status of a child that has ended; null while it has not.</summary>
    public static int? StatusOf(int pid)
    {
        int status;
        return waitpid(pid, &status, NoHang) == pid ? status : null;
    }

    private static SafeFileHandle Opened(string path, int flags)
    {
        var fd = open(path, flags, OwnerWrites);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw new LaunchFailedException($"cannot open {path}", Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Revents;
    }
}
