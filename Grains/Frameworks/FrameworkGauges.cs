using MesosOrleans.Metrics;
using MesosOrleans.Protocol;

namespace MesosOrleans.Frameworks;

/// <summary>What one framework grain contributes to its silo's gauges.</summary>
public sealed class FrameworkGauges(MasterInstruments instruments)
{
    private bool _exists;
    private bool _active;

    public void Show(bool exists, bool active)
    {
        active &= exists;
        Move(exists && active, _exists && _active, instruments.FrameworksActive);
        Move(exists && !active, _exists && !_active, instruments.FrameworksInactive);
        _exists = exists;
        _active = active;
    }

    /// <summary>The grain is no more, and with it what it knew of these tasks.</summary>
    public void Clear(IEnumerable<TaskSummary> unfinished)
    {
        Show(false, false);
        foreach (var task in unfinished)
        {
            instruments.Moved(task.State, null);
        }
    }

    private static void Move(bool now, bool before, System.Diagnostics.Metrics.UpDownCounter<long> gauge)
    {
        if (now != before)
        {
            gauge.Add(now ? 1 : -1);
        }
    }
}
