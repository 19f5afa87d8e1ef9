namespace MesosOrleans.Launcher;

/// <summary>What the agent asks for. Times are in milliseconds.</summary>
internal sealed class LauncherArguments
{
    public const string Usage = "usage: mesos-launcher --control-fd=FD --stdout=FILE --stderr=FILE [--grace=MS] "
        + "[--checkpoint --recovery-timeout=MS --status-file=FILE] -- ARGV...";

    public int ControlFd { get; private set; } = -1;
    public string Stdout { get; private set; } = "";
    public string Stderr { get; private set; } = "";
    public int Grace { get; private set; } = 3000;
    public bool Checkpoint { get; private set; }
    public int RecoveryTimeout { get; private set; } = -1;
    public string StatusFile { get; private set; } = "";
    public string[] Command { get; private set; } = [];

    /// <summary>The arguments, or null and what is wrong with them.</summary>
    public static LauncherArguments? Parse(string[] args, out string error)
    {
        var parsed = new LauncherArguments();
        var separator = Array.IndexOf(args, "--");
        error = separator < 0 || separator == args.Length - 1 ? "no command after --" : "";
        for (var i = 0; i < separator && error.Length == 0; i++)
            if (!parsed.Take(args[i])) error = "cannot use " + args[i];

        if (error.Length == 0) error = parsed.Missing();
        if (error.Length > 0) return null;
        parsed.Command = args[(separator + 1)..];
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
            case "--stdout": Stdout = value; return value.Length > 0;
            case "--stderr": Stderr = value; return value.Length > 0;
            case "--status-file": StatusFile = value; return value.Length > 0;
            case "--checkpoint": Checkpoint = true; return equals < 0;
            default: return false;
        }
    }

    private static bool TakeNumber(string value, Action<int> take)
    {
        if (!int.TryParse(value, out var number) || number < 0) return false;
        take(number);
        return true;
    }

    private string Missing() =>
        ControlFd < 0 ? "--control-fd is missing"
        : Stdout.Length == 0 ? "--stdout is missing"
        : Stderr.Length == 0 ? "--stderr is missing"
        : Checkpoint && (RecoveryTimeout < 0 || StatusFile.Length == 0) ? "--checkpoint needs --recovery-timeout and --status-file"
        : "";
}
