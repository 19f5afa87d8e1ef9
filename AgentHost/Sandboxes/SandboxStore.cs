using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>Makes and reads sandboxes.</summary>
internal static partial class SandboxStore
{
    private const int TailBytes = 1024;

    /// <summary>Makes the directory, and points the link at it.</summary>
    public static void Create(SandboxPath sandbox)
    {
        Directory.CreateDirectory(sandbox.Directory);
        try
        {
            File.CreateSymbolicLink(sandbox.Latest, sandbox.Container.Value);
        }
        catch (IOException) when (Directory.Exists(sandbox.Latest) || File.Exists(sandbox.Latest))
        {
            // A task of this ID ran before. A rename changes the link at once, so that nobody sees none.
            var next = $"{sandbox.Latest}.{sandbox.Container.Value}";
            File.CreateSymbolicLink(next, sandbox.Container.Value);
            if (Rename(next, sandbox.Latest) != 0)
            {
                throw new IOException($"{next} cannot be renamed: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
    }

    /// <summary>Lets everything below a work directory be collected that nothing uses any more: runs, and what has only such ones, up to the slave.</summary>
    /// <param name="workDirectory">Full path.</param>
    /// <param name="live">Full paths of what is in use: runs, and the directory of the slave, which has some sooner or later.</param>
    /// <param name="collector">Takes the others.</param>
    public static void Leave(string workDirectory, IReadOnlySet<string> live, IGarbageCollector collector) =>
        UnusedSince(workDirectory, ["slaves", "frameworks", "executors", "runs"], live, collector);

    /// <summary>When the newest of a directory was modified, after what of it is unused was given away; null if something is in use.</summary>
    private static DateTimeOffset? UnusedSince(string directory, ReadOnlySpan<string> below, IReadOnlySet<string> live, IGarbageCollector collector)
    {
        DateTimeOffset newest = Directory.GetLastWriteTimeUtc(directory);
        var isUsed = live.Contains(directory);
        if (below.IsEmpty)
        {
            return isUsed ? null : newest;
        }

        foreach (var child in Below(Path.Combine(directory, below[0]), "*"))
        {
            if (UnusedSince(child, below[1..], live, collector) is { } since)
            {
                collector.Schedule(child, since);
                newest = since > newest ? since : newest;
            }
            else
            {
                isUsed = true;
            }
        }

        return isUsed ? null : newest;
    }

    /// <summary>Full paths of all sandboxes that are there, of every slave ID; links are none.</summary>
    public static IEnumerable<string> All(string workDirectory)
    {
        IEnumerable<string> level = [workDirectory];
        foreach (var name in (string[])["slaves", "*", "frameworks", "*", "executors", "*", "runs", "*"])
        {
            level = level.SelectMany(parent => Below(parent, name));
        }

        return level;
    }

    private static IEnumerable<string> Below(string parent, string name)
    {
        try
        {
            return [.. new DirectoryInfo(parent).EnumerateDirectories(name).Where(directory => directory.LinkTarget is null).Select(directory => directory.FullName)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Gives a sandbox to the user that its task runs as, with its output files, so that the task can open them again.</summary>
    public static void Give(string directory, UserAccount account)
    {
        UserAccountClient.Give(directory, account);
        foreach (var name in (string[])[SandboxPath.OutputName, SandboxPath.ErrorsName])
        {
            var path = Path.Combine(directory, name);
            using (File.Open(path, FileMode.Append))
            {
            }

            UserAccountClient.Give(path, account);
        }
    }

    /// <summary>The end of a file as text; null if it cannot be read.</summary>
    public static string? Tail(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
            var bytes = new byte[TailBytes];
            return System.Text.Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, TailBytes, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // File.Move follows a link to a directory and refuses it.
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);
}
