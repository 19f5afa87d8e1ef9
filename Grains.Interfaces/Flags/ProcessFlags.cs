using System.Net;

namespace MesosOrleans.Flags;

/// <summary>The flags that silo and agent have in common, with the same meaning and default.</summary>
public static class ProcessFlags
{
    /// <summary>The address to listen on. Mesos has no default and takes the host's address; here it is loopback.</summary>
    public static readonly Flag<IPAddress> Ip = Flag.Of("ip", FlagKinds.Ip, "127.0.0.1", "Address to listen on.");

    /// <summary>The name that others are told; null if absent. <see cref="AdvertisedName"/> says what holds then.</summary>
    public static readonly Flag<string?> Hostname = Flag.Optional("hostname", FlagKinds.Word,
        "Name that is advertised to others. If not given, localhost on loopback, else the system's host name.");

    /// <summary>The least severe lines that are logged: <c>INFO</c>, <c>WARNING</c> or <c>ERROR</c>.</summary>
    public static readonly Flag<string> LoggingLevel = Flag.Choice(
        "logging_level", "INFO", "Log lines at or above this level. With --quiet it only concerns files.", "INFO", "WARNING", "ERROR");

    /// <summary>Nothing is logged to standard error.</summary>
    public static readonly Flag<bool> Quiet = Flag.Bool("quiet", false, "Logs nothing to standard error.");

    /// <summary>The directory for log files; none are written if absent.</summary>
    public static readonly Flag<string?> LogDir =
        Flag.Optional("log_dir", FlagKinds.Path, "Directory for log files, created if missing. None are written if not given.");

    /// <summary>
    /// The name by which others shall reach this process: of its address, as Mesos looks it up. The system's name need not lead to loopback.
    /// </summary>
    /// <param name="values">Values of a set that holds both flags.</param>
    public static string AdvertisedName(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Get(Hostname) ?? (IPAddress.IsLoopback(values.Get(Ip)) ? "localhost" : Dns.GetHostName());
    }
}
