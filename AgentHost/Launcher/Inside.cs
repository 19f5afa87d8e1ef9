using System.Text;

namespace MesosOrleans.Launcher;

/// <summary>
/// The process between the launcher and a command with namespaces of its own: it makes the mounts, starts the command, and waits for all
/// that is left to it. In a new PID namespace it is the first process: when it ends, the kernel ends every other. What it has to say goes to
/// the launcher in the words of the control channel. It ignores SIGTERM, so that the command has its grace.
/// </summary>
internal sealed unsafe class Inside(LauncherArguments arguments)
{
    public const string Mark = "--inside";

    private const int ReportFd = 3;

    private static int s_reports = -1;

    /// <summary>In the launcher: where <see cref="Reports"/> come from.</summary>
    public static int Reports => s_reports;

    /// <summary>In the launcher. Only the next child is in the new PID namespace; this process may have threads again afterwards.</summary>
    public static int Start(int stdin, int stdout, int stderr, bool pidNamespace, out int errno, out string failure)
    {
        var ends = stackalloc int[2];
        failure = "";
        if (Native.pipe2(ends, Native.CloseOnExec) != 0) failure = "cannot make a pipe";
        var own = Native.Open("/proc/self/ns/pid", 0);
        if (failure.Length == 0 && pidNamespace && Native.unshare(Native.NewPidNamespace) != 0) failure = "cannot make a PID namespace";
        errno = Native.Errno;
        var pid = failure.Length > 0
            ? 0
            : Command.Spawn(Argv(), Command.OwnEnvironment(0), [stdin, stdout, stderr, ends[1]], null, out errno, out failure);
        if (pidNamespace) Native.setns(own, Native.NewPidNamespace);
        Native.close(own);
        Native.close(ends[1]);
        s_reports = ends[0];
        return pid;
    }

    /// <summary>What started this process, with the mark before the first of our own arguments.</summary>
    private static byte** Argv()
    {
        var block = new byte[1 << 21];
        var fd = Native.Open("/proc/self/cmdline", 0);
        var length = 0;
        fixed (byte* start = block)
            for (nint count; (count = Native.read(fd, start + length, block.Length - length)) > 0;) length += (int)count;
        Native.close(fd);
        var words = Encoding.UTF8.GetString(block, 0, length - 1).Split('\0');
        var first = Array.FindIndex(words, word => word.StartsWith("--", StringComparison.Ordinal));
        return Command.Strings([.. words[..first], Mark, .. words[first..]]);
    }

    public int Run()
    {
        Native.SignalFd(Native.SigTerm);
        var failure = Prepare();
        var errno = Native.Errno;
        Native.KeepDescriptorsFromCommand(ReportFd);
        var command = failure.Length > 0
            ? 0
            : Command.Spawn(Command.Strings(arguments.Command), Command.OwnEnvironment(1), [0, 1, 2], arguments, out errno, out failure);
        if (command == 0)
        {
            Report("failed " + errno + " " + failure);
            return 1;
        }

        while (true)
        {
            int status;
            var pid = Native.waitpid(-1, &status, 0);
            if (pid == command) Report("exited " + status);
            if (pid < 0 && Native.Errno != Native.Interrupted) return 0;
        }
    }

    /// <summary>Changes of the host's mounts still arrive; ours do not leave.</summary>
    private string Prepare()
    {
        if (Native.unshare(Native.NewMountNamespace) != 0) return "cannot make a mount namespace";
        if (Mount("", "/", Native.Slave | Native.Recursive, "") != 0) return "cannot keep its mounts apart";
        foreach (var pair in arguments.Mounts)
        {
            var colon = pair.IndexOf(':');
            if (Mount(pair[..colon], pair[(colon + 1)..], Native.Bind | Native.Recursive, "") != 0) return "cannot mount " + pair;
        }

        return arguments.PidNamespace && Mount("proc", "/proc", Native.NoSetId | Native.NoDevices | Native.NoExecute, "proc") != 0
            ? "cannot mount /proc"
            : "";
    }

    private static int Mount(string source, string target, nuint flags, string type)
    {
        var argv = Command.Strings([source, target, type]);
        return Native.mount(argv[0], argv[1], argv[2], flags, null);
    }

    private static void Report(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        fixed (byte* start = bytes) Native.write(ReportFd, start, bytes.Length);
    }
}
