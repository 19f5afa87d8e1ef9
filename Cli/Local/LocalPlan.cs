using System.Globalization;
using System.Net;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Local;

/// <summary>What <c>mesos local</c> starts, with which flags and in which directories. Pure.</summary>
internal sealed class LocalPlan(FlagValues values, string workDir)
{
    public int Agents => values.Get(LocalFlags.Agents);

    public string SiloLog => Path.Combine(workDir, "silo.log");

    public string[] SiloArguments =>
    [
        $"--work_dir={Path.Combine(workDir, "silo")}",
        $"--port={values.Get(LocalFlags.Port).ToString(CultureInfo.InvariantCulture)}",
        .. values.Forward(SiloFlags.Set, "work_dir", "port"),
    ];

    public static string AgentName(int number) => $"agent-{number.ToString(CultureInfo.InvariantCulture)}";

    public string AgentLog(int number) => Path.Combine(workDir, AgentName(number) + ".log");

    /// <param name="number">From 1.</param>
    /// <param name="master">Where the silo answers.</param>
    public string[] AgentArguments(int number, Uri master) =>
    [
        $"--master={master.Authority}",
        $"--work_dir={Path.Combine(workDir, AgentName(number))}",
        "--port=0",
        // The name of this machine need not lead to the address that the agents listen on.
        .. values.IsGiven(AgentFlags.Hostname) ? Array.Empty<string>() : [$"--hostname={master.Host.Trim('[', ']')}"],
        // A few agents of one machine crowd out nobody.
        .. values.IsGiven(AgentFlags.RegistrationBackoffFactor) ? Array.Empty<string>() : [$"--{AgentFlags.RegistrationBackoffFactor.Name}=0secs"],
        .. values.Forward(AgentFlags.Set, "master", "work_dir", "port"),
    ];

    /// <summary>The address for people and agents of this machine: where the silo listens on all addresses, loopback.</summary>
    /// <param name="ready">What the silo says: <c>http://IP:PORT</c>.</param>
    public static Uri Reachable(string ready)
    {
        var said = new Uri(ready);
        return IPAddress.TryParse(said.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(said) { Host = "127.0.0.1" }.Uri
            : said;
    }
}
