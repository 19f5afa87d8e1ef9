using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>
/// Writes what an archive holds below a sandbox, which nobody else writes to meanwhile. Nothing is written through a link, whoever has put it
/// there; files are made anew, never opened. Set-user-ID and sticky bits are dropped, owners are not the archive's to say.
/// </summary>
internal sealed partial class SandboxTreeStore(string root, FetchBudget budget)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // rwxrwxrwx
    private const UnixFileMode OwnersOwn = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int CopyBuffer = 128 << 10;

    private readonly HashSet<string> _directories = [root];
    private readonly Dictionary<string, UnixFileMode> _modes = [];
    private readonly byte[] _buffer = new byte[CopyBuffer];

    public void AddDirectory(ArchivePath path, UnixFileMode mode)
    {
        budget.TakeEntry();
        if (path.Parts.IsEmpty)
        {
            return;
        }

        var full = Parent(path, path.Parts.Length);
        _modes[full] = mode & Permissions;
    }

    public void AddFile(ArchivePath path, UnixFileMode mode, DateTimeOffset modified, Stream? content)
    {
        var full = Place(path);
        using (var file = new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (int count; content is not null && (count = content.Read(_buffer)) > 0;)
            {
                file.Write(_buffer, 0, count);
            }

            File.SetUnixFileMode(file.SafeFileHandle, mode & Permissions);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, modified.UtcDateTime);
        }
    }

    public void AddLink(ArchivePath path, string target)
    {
        path.RefuseLinkOutside(target);
        File.CreateSymbolicLink(Place(path), target);
    }

    /// <summary>One more name for a file that is there already, below the sandbox and not by way of a link.</summary>
    public void AddHardLink(ArchivePath path, ArchivePath existing)
    {
        var from = existing.Parts.IsEmpty ? root : Path.Combine(Parent(existing, existing.Parts.Length - 1), existing.Parts[^1]);
        if (FileStatusStore.Of(from)?.Kind != FileKind.File)
        {
            throw new FetchException($"the hard link '{path.Text}' in it leads to '{existing.Text}', which is no file of the archive");
        }

        if (Link(from, Place(path)) != 0)
        {
            throw new IOException($"'{path.Text}' cannot be linked to '{existing.Text}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Only now do directories get their modes: one that is not writable must still be filled.</summary>
    public void Finish()
    {
        foreach (var (path, mode) in _modes)
        {
            File.SetUnixFileMode(path, mode | OwnersOwn);
        }
    }

    /// <summary>Full path of a place for something new, with its directories; a file or link that was there is gone.</summary>
    private string Place(ArchivePath path)
    {
        budget.TakeEntry();
        if (path.Parts is [] or [SandboxPath.OutputName or SandboxPath.ErrorsName])
        {
            throw new FetchException($"'{path.Text}' in it would take the place of the sandbox or of the task's output");
        }

        var full = Path.Combine(Parent(path, path.Parts.Length - 1), path.Parts[^1]);
        switch (FileStatusStore.Of(full)?.Kind)
        {
            case null:
                break;
            case FileKind.Directory:
                throw new FetchException($"'{path.Text}' in it is a directory already");
            default:
                File.Delete(full);
                break;
        }

        return full;
    }

    /// <summary>The first parts of the path as directories, made if missing.</summary>
    private string Parent(ArchivePath path, int length)
    {
        var full = root;
        for (var i = 0; i < length; i++)
        {
            full = Path.Combine(full, path.Parts[i]);
            if (_directories.Contains(full))
            {
                continue;
            }

            switch (FileStatusStore.Of(full)?.Kind)
            {
                case null:
                    budget.TakeEntry();
                    Directory.CreateDirectory(full);
                    break;
                case not FileKind.Directory:
                    throw new FetchException($"'{path.Text}' in it leads through '{path.Parts[i]}', which is a link or a file");
            }

            _directories.Add(full);
        }

        return full;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);
}
