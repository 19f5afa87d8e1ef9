using System.Globalization;
using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.Containers.Running;

/// <summary>The process that the executor of a command task runs in the task's place.</summary>
internal static class Observer
{
    private const long Terminate = 1 << 14;

    /// <summary>Its process ID once it hears SIGTERM; null as long as it does not.</summary>
    public static int? Find(string containerId)
    {
        foreach (var pid in TaskProcesses.With($"observe\0{containerId}").Except(TaskProcesses.With("--override")))
        {
            var caught = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)).Split('\t')[1];
            if ((long.Parse(caught, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Terminate) != 0) return pid;
        }

        return null;
    }
}
