namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The files that a launcher keeps for a restarted agent.</summary>
/// <param name="Path">Full path.</param>
internal sealed record RunDirectory(string Path)
{
    /// <summary>The launcher listens there.</summary>
    public const string SocketName = "launcher.sock";

    /// <summary>The launcher: process ID and start time.</summary>
    public string Launcher => System.IO.Path.Combine(Path, "launcher.pid");

    /// <summary>The command: process ID and start time.</summary>
    public string Command => System.IO.Path.Combine(Path, "command.pid");

    /// <summary>How the command ended, as a <see cref="LauncherReport"/>.</summary>
    public string Status => System.IO.Path.Combine(Path, "status");
}
