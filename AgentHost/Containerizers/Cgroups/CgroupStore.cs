using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>Cgroups as the kernel shows them: directories with control files.</summary>
internal static partial class CgroupStore
{
    private const string Processes = "cgroup.procs";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(2), LongestWait = TimeSpan.FromMilliseconds(500);

    /// <exception cref="IsolatorException">The kernel refuses.</exception>
    public static void Create(string cgroup)
    {
        try
        {
            Directory.CreateDirectory(cgroup);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IsolatorException($"the cgroup {cgroup} cannot be made: {e.Message}", e);
        }
    }

    /// <exception cref="IsolatorException">The kernel refuses.</exception>
    public static void Write(string cgroup, ControlWrite write)
    {
        if (Refusal(cgroup, write) is { } e)
            throw new IsolatorException($"{write.File} of the cgroup {cgroup} cannot be set to '{write.Value}': {e.Message}", e);
    }

    private static Exception? Refusal(string cgroup, ControlWrite write)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(cgroup, write.File), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(write.Value), 0);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }

    /// <summary>Null if the cgroup or the file is not there, or does not tell.</summary>
    public static string? Read(string cgroup, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(cgroup, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The processes of a cgroup and of those below it.</summary>
    public static List<int> ProcessesOf(string cgroup)
    {
        var found = new List<int>();
        foreach (var directory in WithNested(cgroup))
        {
            foreach (var line in (Read(directory, Processes) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                found.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }

        return found;
    }

    /// <summary>Of a cgroup's direct children.</summary>
    public static IEnumerable<string> NamesIn(string cgroup) =>
        Directory.Exists(cgroup) ? Directory.EnumerateDirectories(cgroup).Select(path => Path.GetFileName(path)!) : [];

    /// <summary>
    /// Kills what is in a cgroup, and removes it with those below it (rule 16.14). As there, it is tried until it is done: nobody could say that the container is gone.
    /// Others may destroy it at the same time: what is refused meanwhile is looked at again.
    /// </summary>
    /// <param name="cgroup">To remove; nothing happens if it is not there.</param>
    /// <param name="freezer">The directory that holds the same processes and can stop them all at once; may be the same.</param>
    public static async Task Destroy(string cgroup, string freezer)
    {
        for (var wait = FirstWait; !Remove(cgroup); wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            if (ProcessesOf(cgroup).Count > 0) Kill(cgroup, freezer);
            await Task.Delay(wait);
        }
    }

    /// <summary>A frozen process cannot fork behind our back, and dies when it is thawed.</summary>
    private static void Kill(string cgroup, string freezer)
    {
        if (File.Exists(Path.Combine(cgroup, "cgroup.kill")))
        {
            _ = Refusal(cgroup, new ControlWrite("cgroup.kill", "1"));
            return;
        }

        Freeze(freezer, true);
        foreach (var pid in ProcessesOf(cgroup)) _ = LauncherNative.kill(pid, LauncherNative.SigKill);
        Freeze(freezer, false);
    }

    private static void Freeze(string cgroup, bool frozen)
    {
        var (file, value) = File.Exists(Path.Combine(cgroup, "cgroup.freeze"))
            ? ("cgroup.freeze", frozen ? "1" : "0")
            : ("freezer.state", frozen ? "FROZEN" : "THAWED");
        if (File.Exists(Path.Combine(cgroup, file))) _ = Refusal(cgroup, new ControlWrite(file, value));
    }

    /// <summary>Those below first.</summary>
    private static bool Remove(string cgroup)
    {
        foreach (var directory in Enumerable.Reverse(WithNested(cgroup)))
        {
            // Directory.Delete looks for files in it, which a cgroup always has.
            if (RemoveDirectory(directory) != 0 && Directory.Exists(directory)) return false;
        }

        return true;
    }

    private static string[] WithNested(string cgroup)
    {
        while (Directory.Exists(cgroup))
        {
            try
            {
                return [cgroup, .. Directory.EnumerateDirectories(cgroup, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            }
            catch (DirectoryNotFoundException)
            {
                // One was removed while we looked: look again.
            }
        }

        return [];
    }

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveDirectory(string path);
}
