using MesosOrleans.Wire;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>
/// Gathers what a program writes, no more than is needed to judge it: its first frame and one byte that should not be there. Not safe for several threads.
/// </summary>
internal sealed class CallOutput
{
    /// <summary>The longest result, in bytes: the names of a hundred thousand containers fit.</summary>
    public const int MessageMax = 8 * 1024 * 1024;

    private byte[] _bytes = new byte[512];
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Why nothing that could still come makes it a result; null while something may.</summary>
    public string? Objection { get; private set; }

    /// <summary>True when the frame is there, and nothing else.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Where the next bytes are put, at least one.</summary>
    public Memory<byte> Room()
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        return _bytes.AsMemory(_length);
    }

    /// <summary>So many were put there.</summary>
    public void Took(int count)
    {
        _length += count;
        try
        {
            var length = HostFrame.LengthOf(_bytes.AsSpan(0, _length), MessageMax);
            IsWhole = _length == length;
            if (_length > length)
            {
                _length = length.Value + 1;
                Objection = $"more follows its one frame of {length - HostFrame.HeaderLength} bytes";
            }
        }
        catch (MessageException e)
        {
            Objection = e.Message;
        }
    }
}
