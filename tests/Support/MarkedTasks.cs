using System.Diagnostics;

namespace MesosOrleans.Tests.Support;

/// <summary>
/// Commands of tasks that outlive their agent, known by a mark. At the end none of them is left, also when the test failed.
/// </summary>
public sealed class MarkedTasks : IAsyncDisposable
{
    public string Mark { get; } = TaskProcesses.Mark();

    /// <summary>How many commands run now.</summary>
    public int Count => Pids.Count;

    /// <summary>The shells, without their launchers.</summary>
    public IReadOnlyList<int> Pids => [.. TaskProcesses.With(Mark).Where(pid => !IsLauncher(pid))];

    /// <summary>All processes, launchers too.</summary>
    public IReadOnlyList<int> All => TaskProcesses.With(Mark);

    /// <summary>A command that runs until it is ended.</summary>
    public string Sleep(int seconds = 600) => $"sleep {seconds}; echo {Mark}";

    public async ValueTask DisposeAsync()
    {
        // A launcher ends with its command; alone it would leave the rest of the tree.
        await Eventually.Holds("no task of the test is left", () =>
        {
            foreach (var pid in Pids)
            {
                Kill(pid);
            }

            return All.Count == 0;
        });
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

    private static bool IsLauncher(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("mesos-launcher", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
