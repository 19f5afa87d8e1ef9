using System.Globalization;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary>The cluster's state as text. Pure.</summary>
internal static class StateTables
{
    public static string Overview(StateDocument state)
    {
        var slaves = new TextTable("SLAVE", "HOST", "ADDRESS", "CPUS", "MEM", "DISK");
        foreach (var slave in state.Slaves)
        {
            slaves.Add(slave.Id, slave.Hostname, AddressOf(slave.Pid), Number(slave.Resources.Cpus), Number(slave.Resources.Mem),
                Number(slave.Resources.Disk));
        }

        var frameworks = new TextTable("FRAMEWORK", "NAME", "USER", "ROLE", "ACTIVE", "TASKS", "CPUS", "MEM");
        foreach (var framework in state.Frameworks)
        {
            frameworks.Add(framework.Id, framework.Name, framework.User, framework.Role, framework.Active ? "yes" : "no",
                Number(framework.Tasks.Length), Number(framework.Resources.Cpus), Number(framework.Resources.Mem));
        }

        var running = state.Frameworks.Sum(framework => framework.Tasks.Length);
        return $"""
            master {AddressOf(state.Pid)}{(state.Cluster is null ? "" : $", cluster {state.Cluster}")}, version {state.Version}
            slaves: {state.ActivatedSlaves} active, {state.DeactivatedSlaves} removed; {Number(state.Slaves.Sum(slave => slave.Resources.Cpus))} cpus, {Number(state.Slaves.Sum(slave => slave.Resources.Mem))} MB
            tasks: {running} now; ended: {state.Finished} finished, {state.Failed} failed, {state.Killed} killed, {state.Lost} lost

            {slaves.Render()}
            {frameworks.Render()}
            """.TrimEnd() + "\n";
    }

    /// <summary><c>HOST:PORT</c> of a process ID of Mesos: <c>slave(1)@HOST:PORT</c>.</summary>
    public static string AddressOf(string pid) => pid[(pid.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
