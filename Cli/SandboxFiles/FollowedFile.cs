using System.Text;
using MesosOrleans.Cli.Cluster;

namespace MesosOrleans.Cli.SandboxFiles;

/// <summary>A file of a sandbox that is read from somewhere on.</summary>
internal sealed class FollowedFile(SlaveHttp slaves, SandboxTarget target, Stream output)
{
    private const int PageSize = 64 << 10;

    // As Mesos's own tail asks.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Whether the task lives the silo is asked seldom, since it answers with all that it knows.
    private const int QuietPagesMax = 6;

    private long _at;

    /// <summary>Prints the last lines, all if there are fewer.</summary>
    public async Task Last(int lines, CancellationToken cancel)
    {
        var size = (await slaves.Read(target.Address, target.Path, -1, cancel)).Offset;
        var kept = new List<byte[]>();
        var newlines = 0;
        for (_at = size; _at > 0 && newlines <= lines;)
        {
            var from = Math.Max(0, _at - PageSize);
            var page = (await Page(from, cancel))[..(int)(_at - from)];
            kept.Insert(0, page);
            newlines += page.Count(one => one == '\n');
            _at = from;
        }

        byte[] end = [.. kept.SelectMany(page => page)];
        await output.WriteAsync(end.AsMemory(StartOfLast(end, lines)), cancel);
        await output.FlushAsync(cancel);
        _at = size;
    }

    /// <summary>Prints what is added, until the task has ended and all of it is printed.</summary>
    public async Task Follow(Func<Task<bool>> hasEnded, CancellationToken cancel)
    {
        var quiet = QuietPagesMax;
        var isLast = false;
        while (true)
        {
            var page = await Page(_at, cancel);
            if (page.Length > 0)
            {
                await output.WriteAsync(page, cancel);
                await output.FlushAsync(cancel);
                _at += page.Length;
                quiet = 0;
                continue;
            }

            if (isLast)
            {
                return;
            }

            if (++quiet >= QuietPagesMax)
            {
                // What it wrote before its end may have come after the page.
                isLast = await hasEnded();
                quiet = 0;
            }

            if (!isLast)
            {
                await Task.Delay(Pause, cancel);
            }
        }
    }

    /// <summary>Where the last lines begin. A newline at the very end ends a line, and begins none.</summary>
    public static int StartOfLast(ReadOnlySpan<byte> text, int lines)
    {
        var at = text.Length > 0 && text[^1] == '\n' ? text.Length - 1 : text.Length;
        if (lines == 0)
        {
            return text.Length;
        }

        for (; lines > 0 && at >= 0; lines--)
        {
            at = text[..at].LastIndexOf((byte)'\n');
        }

        return at + 1;
    }

    private async Task<byte[]> Page(long offset, CancellationToken cancel) =>
        Encoding.Latin1.GetBytes((await slaves.Read(target.Address, target.Path, offset, cancel)).Data);
}
