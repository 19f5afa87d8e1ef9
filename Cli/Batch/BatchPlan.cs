using System.Collections.Immutable;
using System.Globalization;
using MesosOrleans.Cli.Tasks;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Batch;

/// <summary>
/// Decides what of a batch runs when: lines in their order, into each offer as many as fit, never more at once than <c>--jobs</c>. A line that is lost (its slave went away, or an offer was gone
/// before its use) waits again, after all others, a bounded number of times; one that fails does not, since it would likely do so again. Pure.
/// </summary>
internal sealed class BatchPlan
{
    /// <summary>For what is left of an offer when nothing waits: as good as for ever, and ended by a revive.</summary>
    public static readonly Filters NotNeeded = new() { RefuseSeconds = 24 * 3600 };

    private readonly Resources _wanted;
    private readonly int _jobsMax;
    private readonly int _retriesMax;
    private readonly Queue<Attempt> _waiting;
    private readonly Dictionary<TaskId, Attempt> _live = [];

    /// <param name="lines">What to run.</param>
    /// <param name="wanted">What each needs.</param>
    /// <param name="jobsMax">How many at once; null is as many as fit.</param>
    /// <param name="retriesMax">How often a line that is lost is tried again.</param>
    public BatchPlan(ImmutableArray<BatchLine> lines, Resources wanted, int? jobsMax, int retriesMax)
    {
        (_wanted, _jobsMax, _retriesMax) = (wanted, jobsMax ?? int.MaxValue, retriesMax);
        _waiting = new Queue<Attempt>(lines.Select(line => new Attempt(line, 1)));
        Total = lines.Length;
    }

    public int Total { get; }

    public int Waiting => _waiting.Count;

    /// <summary>Launched and not ended.</summary>
    public int Live => _live.Count;

    public int Ended { get; private set; }

    public bool IsDone => Ended == Total;

    /// <summary>What to launch with an offer, perhaps nothing, and the filter for what is left of it.</summary>
    public (ImmutableArray<TaskInfo> Tasks, Filters Filters) Take(Offer offer)
    {
        var tasks = ImmutableArray.CreateBuilder<TaskInfo>();
        var left = offer.Resources;
        while (_waiting.Count > 0 && _live.Count < _jobsMax && left.Find(_wanted, Resource.AnyRole) is { } parts)
        {
            var attempt = _waiting.Dequeue();
            _live.Add(attempt.TaskId, attempt);
            left -= parts;
            tasks.Add(new TaskInfo
            {
                Name = $"line {attempt.Line.Number.ToString(CultureInfo.InvariantCulture)}",
                TaskId = attempt.TaskId,
                SlaveId = offer.SlaveId,
                Resources = parts,
                Command = new CommandInfo { Value = attempt.Line.Command },
            });
        }

        // What could be used but for --jobs shall come back soon; what is too small only with more beside it.
        var filters = _waiting.Count == 0 ? NotNeeded : _live.Count >= _jobsMax ? Filters.None : Filters.Default;
        return (tasks.ToImmutable(), filters);
    }

    /// <summary>What a change of a task means for its line; null if nothing, as for a task that has ended before.</summary>
    public BatchStep? Take(TaskStatus status)
    {
        if (!_live.TryGetValue(status.TaskId, out var attempt))
        {
            return null;
        }

        if (!status.State.IsTerminal())
        {
            attempt.Started ??= status.State == TaskState.Running ? status.Timestamp : null;
            return null;
        }

        _live.Remove(status.TaskId);
        if (status.State == TaskState.Lost && attempt.Number <= _retriesMax)
        {
            var wasIdle = _waiting.Count == 0;
            _waiting.Enqueue(new Attempt(attempt.Line, attempt.Number + 1));
            return new BatchStep.Again(attempt.Line, attempt.Number + 1, status.Message, wasIdle);
        }

        Ended++;
        return new BatchStep.Over(new BatchResult(
            attempt.Line, status.TaskId, status.State, TaskEnd.CodeOf(status),
            attempt.Started is { } start ? Math.Max(0, status.Timestamp - start) : null, status.SlaveId, attempt.Number, status.Message));
    }

    private sealed class Attempt(BatchLine line, int number)
    {
        public BatchLine Line { get; } = line;

        public int Number { get; } = number;

        // An ID that was used is not used again: a late word about the former attempt must not be taken for this one's.
        public TaskId TaskId { get; } = new(string.Create(CultureInfo.InvariantCulture, $"{line.Number:D4}{(number > 1 ? $"-{number}" : "")}"));

        /// <summary>Seconds since 1970, by the slave's clock.</summary>
        public double? Started { get; set; }
    }
}

/// <summary>What happened to a line.</summary>
internal abstract record BatchStep
{
    private BatchStep()
    {
    }

    /// <summary>It has ended.</summary>
    public sealed record Over(BatchResult Result) : BatchStep;

    /// <summary>It was lost and waits again.</summary>
    /// <param name="Line">Which.</param>
    /// <param name="Attempt">The number of the attempt that comes.</param>
    /// <param name="Reason">Why it was lost.</param>
    /// <param name="NeedsRevive">True if nothing else waited, so that offers were refused for long.</param>
    public sealed record Again(BatchLine Line, int Attempt, string? Reason, bool NeedsRevive) : BatchStep;
}
