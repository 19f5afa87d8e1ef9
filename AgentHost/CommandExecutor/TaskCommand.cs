using MesosOrleans.Protocol;

namespace MesosOrleans.CommandExecutor;

/// <summary>What a task says of how it is run, and how it is ended (rules 15.3, 15.4).</summary>
internal static class TaskCommand
{
    /// <summary>Between SIGTERM and SIGKILL, if nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(3);

    /// <summary>The program, sought in PATH, and its arguments.</summary>
    public static string[] Words(CommandInfo? command) => command switch
    {
        null => ["/bin/sh", "-c", "echo 'the task has no command' >&2; exit 127"],
        { Shell: false } => [command.Value, .. command.Arguments.Skip(1)],
        _ => ["/bin/sh", "-c", command.Value],
    };

    /// <summary>How long it may take to end by itself: as who kills says, else as the task says.</summary>
    public static TimeSpan Grace(KillPolicy? ofKill, KillPolicy? ofTask) => ofKill?.GracePeriod ?? ofTask?.GracePeriod ?? DefaultGrace;
}
