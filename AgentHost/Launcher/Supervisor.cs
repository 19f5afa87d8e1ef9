namespace MesosOrleans.Launcher;

/// <summary>Waits, in one thread, for the command, its orphans, the agent's word and the deadlines; ends the tree when one of them says so.</summary>
internal sealed unsafe class Supervisor(LauncherArguments arguments)
{
    private const long Never = long.MaxValue;
    private const int BetweenKills = 10;

    private readonly ControlChannel _control = new(arguments.ControlFd);
    private readonly ProcessTree _tree = new();
    private int _command;
    private int _status = -1;
    private bool _childrenRemain = true;
    private bool _terminating;
    private long _killAt = Never;
    private long _abandonedAt = Never;

    private static long Now => Environment.TickCount64;

    public int Run()
    {
        var signals = Native.SignalFd(Native.SigChld, Native.SigTerm);
        Native.KeepDescriptorsFromCommand(arguments.ControlFd);
        var errno = Native.AdoptOrphans() ? 0 : Native.Errno;
        var failure = "cannot adopt orphans";
        if (errno == 0) _command = Command.Start(arguments, out errno, out failure);
        if (_command == 0) return Finish("failed " + errno + " " + failure);

        _control.Send("started " + _command);
        var pidfd = Native.PidfdOpen(_command);
        while (_childrenRemain)
        {
            Wait(pidfd, signals);
            Reap();
            // Who was told to end may use its grace, even if the command was quicker; else the tree ends with its command.
            if (_status >= 0 && !_terminating) _killAt = 0;
            if (_killAt <= Now) KillAll(signals);
            else if (_abandonedAt <= Now) Terminate(arguments.Grace);
        }

        return Finish("exited " + _status);
    }

    private void Wait(int pidfd, int signals)
    {
        var fds = stackalloc Native.PollFd[3];
        fds[0] = new() { Fd = _control.ReadFd, Events = Native.PollIn };
        fds[1] = new() { Fd = signals, Events = Native.PollIn };
        fds[2] = new() { Fd = _status < 0 ? pidfd : -1, Events = Native.PollIn };
        var next = Math.Min(_killAt, _abandonedAt);
        var timeout = next == Never ? -1 : (int)Math.Clamp(next - Now, 0, int.MaxValue);
        if (Native.poll(fds, 3, timeout) <= 0) return;
        if (fds[1].Revents != 0 && TermIsAmong(signals)) Terminate(arguments.Grace);
        if (fds[0].Revents == 0) return;

        var grace = _control.ReceiveKill();
        if (grace >= 0) Terminate(grace);
        if (_control.IsOpen) return;
        if (arguments.Checkpoint) _abandonedAt = Now + arguments.RecoveryTimeout;
        else _killAt = 0;
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
    private void KillAll(int signals)
    {
        while (_childrenRemain)
        {
            _tree.Signal(Native.SigKill);
            var death = new Native.PollFd { Fd = signals, Events = Native.PollIn };
            Native.poll(&death, 1, BetweenKills);
            TermIsAmong(signals);
            Reap();
        }
    }

    private void Reap()
    {
        while (true)
        {
            int status;
            var pid = Native.waitpid(-1, &status, Native.NoHang);
            if (pid == _command) _status = status;
            if (pid > 0) continue;
            if (pid < 0 && Native.Errno == Native.Interrupted) continue;
            _childrenRemain = pid == 0;
            return;
        }
    }

    private static bool TermIsAmong(int signals)
    {
        const int recordSize = 128;
        var record = stackalloc byte[recordSize];
        var found = false;
        while (Native.read(signals, record, recordSize) == recordSize) found |= *(int*)record == Native.SigTerm;
        return found;
    }

    private int Finish(string line)
    {
        if (arguments.Checkpoint) StatusFile.Write(arguments.StatusFile, line);
        _control.Send(line);
        return 0;
    }
}
