using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Http;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>What came of opening a file of a sandbox: the file, or why there is none.</summary>
/// <param name="File">Open for reading, a regular file; the caller disposes it.</param>
/// <param name="Length">Its size in bytes when it was opened.</param>
/// <param name="Refusal">Why <paramref name="File"/> is null.</param>
internal sealed record OpenedFile(SafeFileHandle? File, long Length, FileRefusal Refusal);

internal enum FileRefusal
{
    None,
    Absent,
    Unreadable,
    Outside,
    Directory,
    NoFile,
}

/// <summary>
/// Opens files of sandboxes for people elsewhere. Tasks own their sandboxes and may put links and pipes there, also between a check and an opening; so the check is of what was opened: its real path,
/// as the kernel knows it, must lie in the executor's own runs. Pipes are opened without waiting for a writer, and refused.
/// </summary>
internal static partial class SandboxFileStore
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoEntry = 2;
    private const int NotADirectory = 20;

    public static OpenedFile Open(SandboxAddress address)
    {
        using var runs = Open(address.Runs);
        var file = Open(address.File);
        if (runs.IsInvalid || file.IsInvalid)
        {
            file.Dispose();
            return Refuse(Marshal.GetLastPInvokeError() is NoEntry or NotADirectory ? FileRefusal.Absent : FileRefusal.Unreadable);
        }

        var refusal = !RealPath(file).StartsWith(RealPath(runs) + "/", StringComparison.Ordinal) ? FileRefusal.Outside
            : File.GetAttributes(file).HasFlag(FileAttributes.Directory) ? FileRefusal.Directory
            : Seek(file, 0, 0) < 0 ? FileRefusal.NoFile
            : FileRefusal.None;
        if (refusal == FileRefusal.None)
        {
            return new OpenedFile(file, RandomAccess.GetLength(file), FileRefusal.None);
        }

        file.Dispose();
        return Refuse(refusal);
    }

    private static OpenedFile Refuse(FileRefusal refusal) => new(null, 0, refusal);

    private static SafeFileHandle Open(string path) => Open(path, ReadOnly | NonBlocking | CloseOnExec, 0);

    // For a file that was removed meanwhile the kernel adds " (deleted)", which does no harm here.
    private static string RealPath(SafeFileHandle handle) =>
        File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}
