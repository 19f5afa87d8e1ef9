using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Commands;

/// <summary>One subcommand. The functions are not called before the command is chosen, so that a short command loads little.</summary>
/// <param name="Name">As people type it after <c>mesos</c>.</param>
/// <param name="Summary">One line for <c>mesos help</c>.</param>
/// <param name="Run">Takes the arguments after the name; answers the exit code.</param>
/// <param name="Flags">Its flags; null: they are another program's.</param>
/// <param name="Takes">What its arguments are that are no flags.</param>
internal sealed record Command(
    string Name, string Summary, Func<string[], Task<int>> Run, Func<FlagSet>? Flags = null, ArgumentKind Takes = ArgumentKind.Nothing);

/// <summary>What the arguments of a command are, for their completion.</summary>
internal enum ArgumentKind
{
    /// <summary>There are none, or nothing is known about them.</summary>
    Nothing,

    /// <summary>Tasks of the cluster.</summary>
    Tasks,

    /// <summary>Files of this machine.</summary>
    Files,

    /// <summary>Commands of <c>mesos</c>.</summary>
    Commands,

    /// <summary>Names of settings.</summary>
    Settings,

    /// <summary>Shells.</summary>
    Shells,
}
