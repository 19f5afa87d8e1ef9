using System.Globalization;
using System.Threading.Channels;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.Batch;

/// <summary>Fetches the outputs of lines that have ended, a few at once, while others still run.</summary>
internal sealed class BatchOutputs
{
    /// <summary>Enough to hide the way to the agents, few enough to leave them at work.</summary>
    private const int FetchesMax = 8;

    private readonly Channel<BatchResult> _ended = Channel.CreateUnbounded<BatchResult>();
    private readonly Dictionary<int, BatchResult> _results = [];
    private readonly Sandboxes _sandboxes;
    private readonly FrameworkId _framework;
    private readonly string _directory;
    private readonly string _format;
    private readonly Task _fetching;

    /// <param name="sandboxes">Where from.</param>
    /// <param name="framework">Whose tasks they are.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="lastLine">The largest line number: all file names have as many digits, four at least.</param>
    /// <param name="cancel">Ends the fetching.</param>
    public BatchOutputs(Sandboxes sandboxes, FrameworkId framework, string directory, int lastLine, CancellationToken cancel)
    {
        (_sandboxes, _framework, _directory) = (sandboxes, framework, directory);
        _format = "D" + Math.Max(4, lastLine.ToString(CultureInfo.InvariantCulture).Length).ToString(CultureInfo.InvariantCulture);
        _fetching = Task.WhenAll(Enumerable.Range(0, FetchesMax).Select(_ => Work(cancel)));
    }

    public void Add(BatchResult result)
    {
        // What is said if the command ends before the output is here.
        Keep(HasOutput(result) ? result with { OutputProblem = "interrupted before it was fetched" } : result);
        if (HasOutput(result))
        {
            _ended.Writer.TryWrite(result);
        }
    }

    /// <summary>Waits for all that were added.</summary>
    public Task Finish()
    {
        _ended.Writer.TryComplete();
        return _fetching;
    }

    /// <summary>All that were added, each with what became of its output so far.</summary>
    public IReadOnlyList<BatchResult> Results()
    {
        lock (_results)
        {
            return [.. _results.Values];
        }
    }

    private static bool HasOutput(BatchResult result) => result.SlaveId is not null && result.State != TaskState.Lost;

    private async Task Work(CancellationToken cancel)
    {
        await foreach (var result in _ended.Reader.ReadAllAsync(cancel))
        {
            Keep(result with { OutputProblem = await Fetch(result.SlaveId!.Value, result, cancel) });
        }
    }

    private void Keep(BatchResult result)
    {
        lock (_results)
        {
            _results[result.Line.Number] = result;
        }
    }

    private async Task<string?> Fetch(SlaveId slave, BatchResult result, CancellationToken cancel)
    {
        try
        {
            await Copy(slave, result, "stdout", ".out", cancel);
            await Copy(slave, result, "stderr", ".err", cancel);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or MasterUnreachableException)
        {
            return problem.Message;
        }
    }

    private async Task Copy(SlaveId slave, BatchResult result, string file, string suffix, CancellationToken cancel)
    {
        var name = result.Line.Number.ToString(_format, CultureInfo.InvariantCulture) + suffix;
        await using var target = File.Create(Path.Combine(_directory, name));
        await _sandboxes.Copy(slave, _framework, result.TaskId, file, target, cancel);
    }
}
