namespace MesosOrleans.AgentHost.Fetcher.Archives;

/// <summary>
/// What comes out of a decompressor, counted: with everything that a reader skips. A reader that wants much at once is refused: readers of tar
/// take extended headers into memory whole, and a few kilobytes can unpack to a header of gigabytes.
/// </summary>
internal sealed class UnpackedStream(Stream inner, FetchBudget budget, CancellationToken cancel) : Stream
{
    private const int ReadMax = 1 << 20;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        if (buffer.Length > ReadMax)
        {
            throw new FetchException($"a header in it has more than {ReadMax} bytes");
        }

        var count = inner.Read(buffer);
        budget.Take(count);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
