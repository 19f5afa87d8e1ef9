using System.Globalization;

namespace MesosOrleans.Launcher;

/// <summary>What the agent asks for. Times are in milliseconds.</summary>
internal sealed class LauncherArguments
{
    public const string Usage = "usage: mesos-launcher --control-fd=FD --stdout=FILE --stderr=FILE [--grace=MS] "
        + "[--run-directory=DIR --recovery-timeout=MS] [--cgroup=DIR --cgroup-home=DIR]... [--uid=N --gid=N --groups=N,...] "
        + "[--pid-namespace] [--mount=SOURCE:TARGET]... -- ARGV...\n"
        + "Variables of the command's environment come with an underscore before their names.";

    public int ControlFd { get; private set; } = -1;
    public string Stdout { get; private set; } = "";
    public string Stderr { get; private set; } = "";
    public int Grace { get; private set; } = 3000;
    public int RecoveryTimeout { get; private set; } = -1;

    /// <summary>Where a restarted agent finds a command that outlives the agent; empty for one that does not.</summary>
    public string RunDirectory { get; private set; } = "";

    /// <summary>Where the command is put, and where the launcher goes back to, in pairs.</summary>
    public List<string> Cgroups { get; } = [];
    public List<string> CgroupHomes { get; } = [];

    /// <summary>-1 for the launcher's own.</summary>
    public int UserId { get; private set; } = -1;
    public int GroupId { get; private set; } = -1;
    public uint[] Groups { get; private set; } = [];

    public bool PidNamespace { get; private set; }

    /// <summary>SOURCE:TARGET, to be bound in a mount namespace of the command's own.</summary>
    public List<string> Mounts { get; } = [];

    public string[] Command { get; private set; } = [];

    public bool Checkpoint => RunDirectory.Length > 0;

    /// <summary>Whether the command needs a process before it that prepares its namespaces from within.</summary>
    public bool HasInside => PidNamespace || Mounts.Count > 0;

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static LauncherArguments? Parse(ReadOnlySpan<string> args, out string error)
    {
        var parsed = new LauncherArguments();
        var separator = args.IndexOf("--");
        error = separator < 0 || separator == args.Length - 1 ? "no command after --" : "";
        for (var i = 0; i < separator && error.Length == 0; i++)
            if (!parsed.Take(args[i])) error = "cannot use " + args[i];

        if (error.Length == 0) error = parsed.Missing();
        if (error.Length > 0) return null;
        parsed.Command = args[(separator + 1)..].ToArray();
        return parsed;
    }

    private bool Take(string argument)
    {
        var equals = argument.IndexOf('=');
        var name = equals < 0 ? argument : argument[..equals];
        var value = equals < 0 ? "" : argument[(equals + 1)..];
        switch (name)
        {
            case "--control-fd": return TakeNumber(value, n => ControlFd = n);
            case "--grace": return TakeNumber(value, n => Grace = n);
            case "--recovery-timeout": return TakeNumber(value, n => RecoveryTimeout = n);
            case "--uid": return TakeNumber(value, n => UserId = n);
            case "--gid": return TakeNumber(value, n => GroupId = n);
            case "--groups": return TakeGroups(value);
            case "--stdout": Stdout = value; return value.Length > 0;
            case "--stderr": Stderr = value; return value.Length > 0;
            case "--run-directory": RunDirectory = value; return value.Length > 0;
            case "--cgroup": Cgroups.Add(value); return value.Length > 0;
            case "--cgroup-home": CgroupHomes.Add(value); return value.Length > 0;
            case "--mount": Mounts.Add(value); return value.IndexOf(':') > 0;
            case "--pid-namespace": PidNamespace = true; return equals < 0;
            default: return false;
        }
    }

    private static bool TakeNumber(string value, Action<int> take)
    {
        if (!int.TryParse(value, CultureInfo.InvariantCulture, out var number) || number < 0) return false;
        take(number);
        return true;
    }

    private bool TakeGroups(string value)
    {
        var words = value.Split(',');
        Groups = new uint[words.Length];
        for (var i = 0; i < words.Length; i++)
            if (!uint.TryParse(words[i], CultureInfo.InvariantCulture, out Groups[i])) return false;
        return true;
    }

    private string Missing() =>
        ControlFd < 0 ? "--control-fd is missing"
        : Stdout.Length == 0 ? "--stdout is missing"
        : Stderr.Length == 0 ? "--stderr is missing"
        : Checkpoint && RecoveryTimeout < 0 ? "--run-directory needs --recovery-timeout"
        : Cgroups.Count != CgroupHomes.Count ? "each --cgroup needs a --cgroup-home"
        : UserId >= 0 != GroupId >= 0 ? "--uid and --gid need each other"
        : "";
}
