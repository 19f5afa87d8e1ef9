using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>Files of checkpoints, changed so that a reader sees the old content or the new one, whole.</summary>
internal static partial class CheckpointFileStore
{
    // No name of an ID ends so.
    private const string NewSuffix = "~new";
    private const string GoneSuffix = "~gone";

    /// <summary>Writes a file anew: into a temporary one, to the disk, then under its name.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + NewSuffix;
        using (var handle = Create(temporary))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        Rename(temporary, path);
    }

    /// <summary>Adds to the end of a file, to the disk. The file is made if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Whole records.</param>
    /// <param name="from">Where the good part of the file ends; null: all of it is good.</param>
    public static void Append(string path, ReadOnlySpan<byte> content, long? from = null)
    {
        using var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (from is { } good)
        {
            RandomAccess.SetLength(handle, good);
        }

        RandomAccess.Write(handle, content, from ?? RandomAccess.GetLength(handle));
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Points a link at a name beside it, at once: nobody sees none.</summary>
    public static void Link(string path, string target)
    {
        var temporary = path + NewSuffix;
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        Rename(temporary, path);
    }

    /// <summary>Deletes a directory with all that is in it, so that nobody sees a part of it. That it is gone already is fine.</summary>
    public static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            var gone = directory + GoneSuffix;
            if (Directory.Exists(gone))
            {
                Directory.Delete(gone, recursive: true);
            }

            Rename(directory, gone);
            Directory.Delete(gone, recursive: true);
        }
    }

    /// <summary>True for what a process that was stopped left half-way; it means nothing.</summary>
    public static bool IsRemnant(string path) =>
        path.EndsWith(NewSuffix, StringComparison.Ordinal) || path.EndsWith(GoneSuffix, StringComparison.Ordinal);

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Create(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        }
    }

    // File.Move follows a link to a directory and refuses it.
    private static void Rename(string from, string to)
    {
        if (Rename2(from, to) != 0)
        {
            throw new IOException($"{from} cannot be renamed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename2(string from, string to);
}
