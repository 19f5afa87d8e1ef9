using System.Diagnostics;
using System.Text;

namespace MesosOrleans.Bench;

/// <summary>The copies of a service that run on this machine, known by a word in their command line.</summary>
internal sealed class ServiceCopies(string mark)
{
    private static readonly byte[] Shell = "/bin/sh\0-c\0"u8.ToArray();

    /// <summary>One copy.</summary>
    public string Command => $"sleep 100000; echo {mark}";

    public int Count => Pids().Count;

    /// <summary>Ends when it is gone.</summary>
    public async Task KillOne(Random random, CancellationToken cancel)
    {
        if (Pids() is { Count: > 0 } pids)
        {
            var pid = pids[random.Next(pids.Count)];
            Kill(pid);
            while (Pids().Contains(pid))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
            }
        }
    }

    public void KillAll()
    {
        while (Pids() is { Count: > 0 } left)
        {
            left.ForEach(Kill);
        }
    }

    private List<int> Pids()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), out var pid) && IsCopy(folder))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    private bool IsCopy(string folder)
    {
        try
        {
            var words = File.ReadAllBytes($"{folder}/cmdline");
            return words.AsSpan().StartsWith(Shell) && Encoding.UTF8.GetString(words).Contains(mark, StringComparison.Ordinal)
                && Encoding.UTF8.GetString(words).Contains("sleep 100000", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return false;
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }
}
