using System.Globalization;

namespace MesosOrleans.Cli.Batch;

/// <summary>Lines for logs: the counts at most once in a while, and when all is done. Safe for several threads.</summary>
internal sealed class PlainProgress(TextWriter output, int total, TimeProvider time) : IBatchProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private long _lastCount = time.GetTimestamp();

    public void Count(int ended, int failed, int live)
    {
        lock (_gate)
        {
            if (ended < total && time.GetElapsedTime(_lastCount) < Pause)
            {
                return;
            }

            _lastCount = time.GetTimestamp();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ended}/{total} done, {failed} failed, {live} running"));
        }
    }

    public void Say(string text)
    {
        lock (_gate)
        {
            output.WriteLine(text);
        }
    }

    public Task Follow(Func<Task> work) => work();
}
