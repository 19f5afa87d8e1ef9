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

    /// <summary>Opens a regular file.</summary>
    public static OpenedFile Open(SandboxAddress address)
    {
        if (OpenAny(address, out var refusal) is not { } file)
        {
            return Refuse(refusal);
        }

        switch (FileStatusStore.Of(file)?.Kind)
        {
            case FileKind.File:
                return new OpenedFile(file, RandomAccess.GetLength(file), FileRefusal.None);
            case FileKind.Directory:
                file.Dispose();
                return Refuse(FileRefusal.Directory);
            default:
                file.Dispose();
                return Refuse(FileRefusal.NoFile);
        }
    }

    /// <summary>Opens whatever is there, a directory too; null, and why, if it is not inside or cannot be opened.</summary>
    public static SafeFileHandle? OpenAny(SandboxAddress address, out FileRefusal refusal)
    {
        using var runs = Open(address.Runs);
        var file = Open(address.File);
        if (runs.IsInvalid || file.IsInvalid)
        {
            refusal = Marshal.GetLastPInvokeError() is NoEntry or NotADirectory ? FileRefusal.Absent : FileRefusal.Unreadable;
            file.Dispose();
            return null;
        }

        refusal = FileRefusal.None;
        if (RealPath(file).StartsWith(RealPath(runs) + "/", StringComparison.Ordinal))
        {
            return file;
        }

        refusal = FileRefusal.Outside;
        file.Dispose();
        return null;
    }

    private static OpenedFile Refuse(FileRefusal refusal) => new(null, 0, refusal);

    private static SafeFileHandle Open(string path) => Open(path, ReadOnly | NonBlocking | CloseOnExec, 0);

    // For a file that was removed meanwhile the kernel adds " (deleted)", which does no harm here.
    private static string RealPath(SafeFileHandle handle) =>
        File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
