using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>
/// Whose calls a slave takes, and which of them it has not had: of each framework those of its newest epoch, since framework epochs are ordered (design, "Sessions and epochs"). A framework grain that
/// another activation has taken over from gets nothing done any more.
/// </summary>
public sealed class FrameworkFences
{
    private readonly Dictionary<FrameworkId, Fence> _fences = [];

    /// <summary>The calls that were not taken before. False: a newer epoch of the framework was seen, and nothing of this one counts.</summary>
    public bool TryTake(FrameworkSubmission submission, out ReadOnlySpan<FrameworkCall> fresh)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var framework = submission.Framework.Id!.Value;
        if (!_fences.TryGetValue(framework, out var fence))
        {
            _fences.Add(framework, fence = new Fence());
        }

        fresh = [];
        if (submission.Epoch.Number < fence.Epoch)
        {
            return false;
        }

        fence.Epoch = submission.Epoch.Number;
        fresh = fence.Calls.Take(submission.Calls);
        return true;
    }

    /// <summary>The newest epoch that was seen of the framework; 0: none.</summary>
    public long EpochOf(FrameworkId framework) => _fences.TryGetValue(framework, out var fence) ? fence.Epoch : 0;

    /// <summary>There is no such framework any more.</summary>
    public void Forget(FrameworkId framework) => _fences.Remove(framework);

    private sealed class Fence
    {
        public long Epoch { get; set; }

        public Inbox Calls { get; } = new();
    }
}
