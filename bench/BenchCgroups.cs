using System.Runtime.InteropServices;

namespace MesosOrleans.Bench;

/// <summary>Names of cgroup roots for the agents of a bench; what these leave of them is removed when they have ended.</summary>
internal sealed partial class BenchCgroups : IDisposable
{
    private const string Hierarchies = "/sys/fs/cgroup";

    private readonly string _prefix = $"mesos_bench_{Environment.ProcessId}_";

    public string Root(int agent) => $"{_prefix}{agent}";

    /// <summary>Lets what else the machine does hardly matter to the containers of an agent, which has made its root.</summary>
    public void Prefer(int agent)
    {
        (string Control, string Value)[] most = [($"{Hierarchies}/cpu/{Root(agent)}/cpu.shares", "262144"), ($"{Hierarchies}/{Root(agent)}/cpu.weight", "10000")];
        foreach (var (control, value) in most)
            if (File.Exists(control)) File.WriteAllText(control, value);
    }

    public void Dispose()
    {
        if (!Directory.Exists(Hierarchies)) return;
        foreach (var root in Directory.EnumerateDirectories(Hierarchies).Append(Hierarchies)
            .SelectMany(hierarchy => Directory.EnumerateDirectories(hierarchy, $"{_prefix}*")).ToArray())
        {
            // Those below first; a launcher that is just ending holds its own for a moment.
            foreach (var cgroup in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).OrderDescending().Append(root).ToArray())
                SpinWait.SpinUntil(() => IsRemoved(cgroup), TimeSpan.FromSeconds(10));
        }
    }

    // Directory.Delete looks for files in it, which a cgroup always has.
    private static bool IsRemoved(string cgroup) => Remove(cgroup) == 0 || !Directory.Exists(cgroup);

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Remove(string path);
}
