using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>Reads all processes once for all who ask within a short time: a thousand containers cost one look at /proc, not a thousand.</summary>
internal sealed class ProcessForestService(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private ProcessForest? _forest;
    private long _takenAt;

    public ProcessForest Look()
    {
        lock (_gate)
        {
            if (_forest is null || time.GetElapsedTime(_takenAt) > Fresh)
            {
                _forest = new ProcessForest(ProcessStatStore.All());
                _takenAt = time.GetTimestamp();
            }

            return _forest;
        }
    }
}
