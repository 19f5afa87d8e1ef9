namespace MesosOrleans.Wire;

/// <summary>
/// The bytes of a field that holds one message. Where it comes more than once its parts are merged, as protobuf has it, and merging is nothing
/// but reading their bytes one after the other.
/// </summary>
internal ref struct MessagePieces
{
    private ReadOnlySpan<byte> _first;
    private byte[]? _joined;
    private int _length;

    public bool Any { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _joined is null ? _first : _joined.AsSpan(0, _length);

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (!Any)
        {
            Any = true;
            _first = piece;
            return;
        }

        var length = checked(Bytes.Length + piece.Length);
        if (_joined is null || _joined.Length < length)
        {
            // Doubled, so that a message of many small pieces costs no more than its bytes.
            var larger = new byte[Math.Max(256, checked(length * 2))];
            Bytes.CopyTo(larger);
            _length = _joined is null ? _first.Length : _length;
            _joined = larger;
        }
        piece.CopyTo(_joined.AsSpan(_length));
        _length = length;
    }
}
