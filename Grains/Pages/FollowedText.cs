using System.Text;

namespace MesosOrleans.Pages;

/// <summary>
/// The end of a file that grows, as text in numbered pieces: where to read on, and what to show. It keeps a bounded end of it. A file that has become shorter was written anew and is read from its start.
/// Bytes that are no UTF-8 show as replacement characters; a character whose bytes come in two pieces does not. Not for several threads.
/// </summary>
/// <param name="most">How many characters are kept, to within the last piece.</param>
public sealed class FollowedText(int most)
{
    private readonly Decoder _decoder = new UTF8Encoding(false, false).GetDecoder();
    private readonly List<TextPiece> _pieces = [];
    private int _number;
    private int _length;

    /// <summary>From which byte on is read next; null: ask for the size first.</summary>
    public long? Offset { get; private set; }

    /// <summary>What is shown, in order. A piece of a number stays as it is, but the first may lose what stands before its first line.</summary>
    public IReadOnlyList<TextPiece> Pieces => _pieces;

    /// <summary>Whether the file has a beginning that is not shown.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The size is known: reading begins so near the end that all that is read is kept, or anew if the file is shorter than what was read of it.</summary>
    /// <returns>Whether that changes what is shown.</returns>
    public bool Sized(long size)
    {
        if (Offset is { } offset && size >= offset)
        {
            return false;
        }

        var isAnew = Offset is not null;
        _pieces.Clear();
        _length = 0;
        _decoder.Reset();
        Offset = isAnew ? 0 : Math.Max(0, size - most);
        IsCut = Offset > 0;
        return isAnew;
    }

    /// <summary>Bytes that stand at <see cref="Offset"/>.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return false;
        }

        Offset = (Offset ?? 0) + bytes.Length;
        var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        var isBroken = _pieces.Count == 0 && IsCut;
        _pieces.Add(new TextPiece(_number++, new string(characters)));
        _length += characters.Length;
        while (_length > most && _pieces.Count > 1)
        {
            _length -= _pieces[0].Text.Length;
            _pieces.RemoveAt(0);
            IsCut = isBroken = true;
        }

        if (isBroken && _pieces[0].Text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
        {
            _pieces[0] = _pieces[0] with { Text = _pieces[0].Text[(end + 1)..] };
            _length -= end + 1;
        }

        return true;
    }
}

/// <summary>A part of a file.</summary>
/// <param name="Number">Rises from piece to piece.</param>
/// <param name="Text">What stands in it.</param>
public sealed record TextPiece(int Number, string Text);
