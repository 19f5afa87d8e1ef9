using System.Text;

namespace MesosOrleans.Tests.Support;

/// <summary>Finds the processes of tasks by a mark in their command line.</summary>
public static class TaskProcesses
{
    /// <summary>A mark that no other process has.</summary>
    public static string Mark() => $"mark-{Guid.NewGuid():N}";

    /// <summary>Process IDs of this machine whose command line has the mark; the tests' own process is none of them.</summary>
    public static IReadOnlyList<int> With(string mark)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId)
            {
                continue;
            }

            try
            {
                var text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")));
                if (text.Contains(mark, StringComparison.Ordinal))
                {
                    found.Add(pid);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }
}
