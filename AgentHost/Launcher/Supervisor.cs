using System.Text;

namespace MesosOrleans.Launcher;

/// <summary>Waits, in one thread, for the command, its orphans, the agent's word and the deadlines; ends the tree when one of them says so.</summary>
internal sealed unsafe class Supervisor(LauncherArguments arguments)
{
    private const long Never = long.MaxValue;
    private const int BetweenKills = 10;

    private readonly ProcessTree _tree = new();
    private readonly RunDirectory _run = new(arguments.RunDirectory);
    private ControlChannel _control = new(arguments.ControlFd);
    private int _signals = -1;
    private int _listener = -1;
    private int _command;
    private int _status = -1;
    private string _failure = "";
    private bool _childrenRemain = true;
    private bool _terminating;
    private bool _refused;
    private long _killAt = Never;
    private long _abandonedAt = Never;

    private static long Now => Environment.TickCount64;

    public int Run()
    {
        _signals = Native.SignalFd(Native.SigChld, Native.SigTerm);
        Native.KeepDescriptorsFromCommand(arguments.ControlFd);
        var failure = Native.AdoptOrphans() ? "" : "cannot adopt orphans";
        if (failure.Length == 0 && arguments.Checkpoint) failure = AwaitStart();
        if (failure.Length == 0) failure = Cgroup.Join(arguments.Cgroups);
        var errno = _refused ? 0 : Native.Errno;
        if (failure.Length == 0) _command = Command.Start(arguments, out errno, out failure);
        var home = Cgroup.Join(arguments.CgroupHomes);
        if (_command == 0) return Finish("failed " + errno + " " + failure);

        if (home.Length > 0) _killAt = 0;
        if (arguments.Checkpoint) _run.Record("command.pid", _command);
        _control.Send("started " + _command);
        var pidfd = Native.PidfdOpen(_command);
        while (_childrenRemain)
        {
            Wait(pidfd);
            Reap();
            // Who was told to end may use its grace, even if the command was quicker; else the tree ends with its command.
            if ((_status >= 0 || _failure.Length > 0) && !_terminating) _killAt = 0;
            if (_killAt <= Now) KillAll();
            else if (_abandonedAt <= Now) Terminate(arguments.Grace);
        }

        if (_failure.Length > 0) return Finish(_failure);
        var (user, system) = Native.TimesOfChildren();
        return Finish("exited " + _status + " " + user + " " + system);
    }

    /// <summary>
    /// A command that outlives its agent starts only when that has heard that it can be found again: else one could run that nobody knows of.
    /// </summary>
    private string AwaitStart()
    {
        _listener = _run.Listen();
        if (_listener < 0) return "cannot listen in " + arguments.RunDirectory;
        if (!_run.Record("launcher.pid", Native.getpid())) return "cannot write to " + arguments.RunDirectory;
        _control.Send("ready " + Native.getpid());
        while (_control.IsOpen && !_control.MayStart)
        {
            var word = new Native.PollFd { Fd = _control.ReadFd, Events = Native.PollIn };
            if (Native.poll(&word, 1, -1) > 0) _control.ReceiveKill();
        }

        _refused = !_control.MayStart;
        return _refused ? "its agent ended before its start" : "";
    }

    private void Wait(int pidfd)
    {
        const int count = 5;
        var fds = stackalloc Native.PollFd[count];
        fds[0] = new() { Fd = _control.ReadFd, Events = Native.PollIn };
        fds[1] = new() { Fd = _signals, Events = Native.PollIn };
        fds[2] = new() { Fd = _status < 0 ? pidfd : -1, Events = Native.PollIn };
        fds[3] = new() { Fd = _listener, Events = Native.PollIn };
        fds[4] = new() { Fd = _status < 0 && _failure.Length == 0 ? Inside.Reports : -1, Events = Native.PollIn };
        var next = Math.Min(_killAt, _abandonedAt);
        var timeout = next == Never ? -1 : (int)Math.Clamp(next - Now, 0, int.MaxValue);
        if (Native.poll(fds, count, timeout) <= 0) return;
        if (fds[1].Revents != 0 && TermIsAmong()) Terminate(arguments.Grace);
        if (fds[4].Revents != 0) HearFromInside();
        if (fds[0].Revents != 0) HearFromAgent();
        if (fds[3].Revents != 0) TakeAgent();
    }

    private void HearFromAgent()
    {
        var grace = _control.ReceiveKill();
        if (grace >= 0) Terminate(grace);
        if (_control.IsOpen) return;
        if (arguments.Checkpoint) _abandonedAt = Now + arguments.RecoveryTimeout;
        else _killAt = 0;
    }

    /// <summary>An agent that has come back. There is one at a time, so an earlier line is a dead one, heard of or not.</summary>
    private void TakeAgent()
    {
        var fd = Native.accept4(_listener, null, null, Native.CloseOnExec);
        if (fd < 0) return;
        _control.Close();
        _control = new ControlChannel(fd);
        _abandonedAt = Never;
        _control.Send("started " + _command);
    }

    /// <summary>How the command ended, of which the launcher is not the parent; a failure of what was to start it is one of the command.</summary>
    private void HearFromInside()
    {
        const int size = 512;
        var line = stackalloc byte[size];
        var count = Native.read(Inside.Reports, line, size);
        if (count <= 0) return;
        var text = Encoding.UTF8.GetString(line, (int)count).TrimEnd('\n');
        if (text.StartsWith("exited ", StringComparison.Ordinal)) _status = int.Parse(text.AsSpan("exited ".Length), null);
        else _failure = text;
    }

    /// <summary>Ends the tree; a later word may only bring its end forward.</summary>
    private void Terminate(int grace)
    {
        _killAt = Math.Min(_killAt, Now + grace);
        _abandonedAt = Never;
        if (_terminating || grace == 0) return;
        _terminating = true;
        _tree.Signal(Native.SigTerm);
    }

    /// <summary>Until nothing is left: a process that was forked behind our back is found when its parent's death has handed it to us.</summary>
    private void KillAll()
    {
        while (_childrenRemain)
        {
            _tree.Signal(Native.SigKill);
            var death = new Native.PollFd { Fd = _signals, Events = Native.PollIn };
            Native.poll(&death, 1, BetweenKills);
            TermIsAmong();
            Reap();
        }
    }

    private void Reap()
    {
        while (true)
        {
            int status;
            var pid = Native.waitpid(-1, &status, Native.NoHang);
            // Of a command with an inner process this is that one: it says how the command ended, unless it was killed.
            if (pid == _command && (Inside.Reports < 0 || !HeardFromInside())) _status = status;
            if (pid > 0) continue;
            if (pid < 0 && Native.Errno == Native.Interrupted) continue;
            _childrenRemain = pid == 0;
            return;
        }
    }

    private bool HeardFromInside()
    {
        if (_status < 0) HearFromInside();
        return _status >= 0 || _failure.Length > 0;
    }

    private bool TermIsAmong()
    {
        const int recordSize = 128;
        var record = stackalloc byte[recordSize];
        var found = false;
        while (Native.read(_signals, record, recordSize) == recordSize) found |= *(int*)record == Native.SigTerm;
        return found;
    }

    private int Finish(string line)
    {
        if (arguments.Checkpoint) _run.WriteStatus(line);
        _control.Send(line);
        return 0;
    }
}
