using MesosOrleans.Launcher;
using MesosOrleans.Wire;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// Standard input and output of a call (rules 18.4 and 18.5): one message each way. Input is read by its length, for the agent does not close it.
/// </summary>
internal static class CallStreams
{
    private const short ReaderGone = 0x8 | 0x10;
    private const int StandardOutput = 1;

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

    /// <summary>False if standard output was a pipe whose reader has gone: the agent that called.</summary>
    public static unsafe bool CallerIsThere
    {
        get
        {
            var output = new Native.PollFd { Fd = StandardOutput };
            return Native.poll(&output, 1, 0) <= 0 || (output.Revents & ReaderGone) == 0;
        }
    }

    /// <summary>Canceled when the caller has gone. Costs a thread, which ends with the process.</summary>
    public static unsafe CancellationToken CallerGone()
    {
        var source = new CancellationTokenSource();
        new Thread(() =>
        {
            var output = new Native.PollFd { Fd = StandardOutput };
            while (Native.poll(&output, 1, -1) < 0 && Native.Errno == Native.Interrupted)
            {
            }

            if ((output.Revents & ReaderGone) != 0) source.Cancel();
        })
        { IsBackground = true }.Start();
        return source.Token;
    }
}
