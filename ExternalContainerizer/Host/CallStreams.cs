using MesosOrleans.Launcher;
using MesosOrleans.Wire;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// Standard input and output of a call (rules 18.4 and 18.5): one message each way. Input is read by its length, for the agent does not close it.
/// </summary>
internal static class CallStreams
{
    // POLLERR and POLLHUP, which need not be asked for.
    private const short OtherEndGone = 0x8 | 0x10;
    private const int StandardInput = 0, StandardOutput = 1;

    /// <exception cref="ContainerizerException">There is no such message.</exception>
    public static T Read<T>(MessageCodec<T> codec)
    {
        using var input = Console.OpenStandardInput();
        var header = new byte[HostFrame.HeaderLength];
        try
        {
            var count = input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (count < header.Length) return HostFrame.Read(codec, header.AsSpan(0, count));
            var frame = new byte[HostFrame.LengthOf(header)!.Value];
            header.CopyTo(frame, 0);
            var rest = input.ReadAtLeast(frame.AsSpan(header.Length), frame.Length - header.Length, throwOnEndOfStream: false);
            return HostFrame.Read(codec, frame.AsSpan(0, header.Length + rest));
        }
        catch (MessageException e)
        {
            throw new ContainerizerException($"standard input: expected the call's message behind its length, got {e.Message}", e);
        }
    }

    /// <exception cref="IOException">Nobody reads it any more.</exception>
    public static void Write<T>(MessageCodec<T> codec, T message)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(HostFrame.Of(codec, message));
        output.Flush();
    }

    /// <summary>
    /// Canceled when nobody reads standard output any more: the agent that called has gone, or has given the call up. For calls with a result; agents give the others no pipe.
    /// </summary>
    public static CancellationToken OutputUnread() => Gone(StandardOutput);

    /// <summary>
    /// Canceled when standard input is closed, which agents leave open for as long as they live (rule 18.5). Never, if it is closed behind the message already: then whoever calls has other habits.
    /// </summary>
    public static CancellationToken InputClosed() => IsGone(StandardInput, 0) ? CancellationToken.None : Gone(StandardInput);

    private static bool IsGone(int descriptor, int timeout)
    {
        var end = new Native.PollFd { Fd = descriptor };
        while (Poll(ref end, timeout) < 0 && Native.Errno == Native.Interrupted)
        {
        }

        return (end.Revents & OtherEndGone) != 0;
    }

    /// <summary>Costs a thread, which ends with the process.</summary>
    private static CancellationToken Gone(int descriptor)
    {
        var source = new CancellationTokenSource();
        new Thread(() =>
        {
            if (IsGone(descriptor, Timeout.Infinite)) source.Cancel();
        })
        { IsBackground = true }.Start();
        return source.Token;
    }

    private static unsafe int Poll(ref Native.PollFd descriptor, int timeout)
    {
        fixed (Native.PollFd* one = &descriptor) return Native.poll(one, 1, timeout);
    }
}
