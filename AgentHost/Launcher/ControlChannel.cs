using System.Text;

namespace MesosOrleans.Launcher;

/// <summary>The line to the agent: text lines over one end of a stream. It ends when the agent does.</summary>
internal sealed unsafe class ControlChannel(int fd)
{
    private const int LongestLine = 64;
    private const string KillCommand = "kill ", StartCommand = "start";

    private readonly byte[] _line = new byte[LongestLine];
    private int _length;

    /// <summary>Whether the agent may still say something.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Whether the agent has said that the command may start.</summary>
    public bool MayStart { get; private set; }

    /// <summary>What poll is to look at: nothing (-1) once the agent has said all.</summary>
    public int ReadFd => IsOpen ? fd : -1;

    /// <summary>An agent that is gone cannot be told; that it is gone is noticed by reading, so a failure needs no answer here.</summary>
    public void Send(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        fixed (byte* start = bytes)
        {
            for (nint sent = 0; sent < bytes.Length;)
            {
                var count = Native.send(fd, start + sent, bytes.Length - sent, Native.NoSignal);
                if (count < 0 && Native.Errno != Native.Interrupted) return;
                sent += Math.Max(0, count);
            }
        }
    }

    /// <summary>Reads what has come; gives the shortest grace in milliseconds of the kills among it, or -1. Notices the end.</summary>
    public int ReceiveKill()
    {
        var grace = -1;
        var buffer = stackalloc byte[LongestLine];
        while (true)
        {
            var count = Native.recv(fd, buffer, LongestLine, Native.DoNotWait);
            if (count < 0 && Native.Errno == Native.Interrupted) continue;
            if (count < 0 && Native.Errno == Native.WouldBlock) return grace;
            if (count <= 0)
            {
                IsOpen = false;
                return grace;
            }

            for (var i = 0; i < count; i++)
                if (Take(buffer[i]) is >= 0 and var asked && (grace < 0 || asked < grace)) grace = asked;
        }
    }

    public void Close() => Native.close(fd);

    private int Take(byte next)
    {
        if (next != '\n')
        {
            // A line that is too long is none that we know: its start is dropped, so that it cannot be taken for one.
            if (_length == LongestLine) _length = 0;
            _line[_length++] = next;
            return -1;
        }

        var line = Encoding.UTF8.GetString(_line, 0, _length);
        _length = 0;
        MayStart |= line == StartCommand;
        return line.StartsWith(KillCommand, StringComparison.Ordinal) && int.TryParse(line.AsSpan(KillCommand.Length), out var grace) ? grace : -1;
    }
}
