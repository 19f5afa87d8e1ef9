using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary><c>cgroups/mem</c>: a limit of memory; whoever goes beyond it ends.</summary>
internal sealed class CgroupMemIsolator(CgroupLayout layout, OomWatchService watch) : IIsolator
{
    public static readonly IReadOnlyList<string> Controllers = ["memory"];

    /// <inheritdoc/>
    /// <remarks>Needs mem among the resources (rule 16.8).</remarks>
    public IIsolation Prepare(ContainerSpec spec)
    {
        if (spec.Resources.Milli("mem") <= 0) throw new IsolatorException("it has no mem, which cgroups/mem needs");
        var isolation = new Isolation(layout, spec.Id, watch);
        isolation.Create(spec.Resources);
        return isolation;
    }

    public IIsolation Recover(ContainerSpec spec) => new Isolation(layout, spec.Id, watch);

    public Task CleanUpAllBut(IReadOnlySet<ContainerId> known) => CgroupIsolation.DestroyAllBut(layout, Controllers, known);

    private sealed class Isolation(CgroupLayout layout, ContainerId container, OomWatchService watch) : CgroupIsolation(layout, container, Controllers)
    {
        private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

        // Version 1 tells that the memory has come to its end before it counts whom it kills for that. Seconds in all: killing may wait for a process that the
        // disk holds up. What is killed later is found when the command ends. Version 2 tells after it has counted, but also of much else.
        private readonly int _looksMax = layout.Version == CgroupVersion.V1 ? 300 : 1;
        private readonly CgroupMemory _memory = new(layout.Version);
        private readonly Lock _gate = new();
        private ulong _wanted;
        private IDisposable? _watch;
        private int _looksLeft;
        private volatile bool _isOver;

        public override void Watch(Action<Limitation> tell)
        {
            _watch = watch.Add(Layout.Version, Cgroup, () => _ = Look(tell));

            // For what came before the watch.
            if (Judge() is { } limitation) tell(limitation);
        }

        public override void Update(Resources resources)
        {
            lock (_gate)
            {
                _wanted = CgroupMemory.Limit(resources.Milli("mem"));
                CgroupStore.Write(Cgroup, Text(_memory.SoftLimitFile, _wanted));
                SetHardLimit(Number(_memory.HardLimitFile));
            }
        }

        public override ResourceStatistics Usage(ResourceStatistics known)
        {
            // A lower limit that was not safe when it was asked for may be so now.
            lock (_gate)
            {
                if (_wanted > 0 && Number(_memory.HardLimitFile) is { } current && current > _wanted) SetHardLimit(current);
            }

            return _memory.Usage(known, Number(_memory.UsageFile), CgroupStore.Read(Cgroup, "memory.stat"));
        }

        public override Limitation? Judge() => ControlText.Of(CgroupStore.Read(Cgroup, _memory.EventsFile), "oom_kill") is > 0
            ? new Limitation(CgroupMemory.LimitExceeded(
                Number(_memory.HardLimitFile) ?? _wanted, Number(_memory.PeakFile), CgroupStore.Read(Cgroup, "memory.stat")))
            : null;

        public override Task CleanUp()
        {
            _isOver = true;
            _watch?.Dispose();
            return base.CleanUp();
        }

        protected override void Begin(Resources resources) => Update(resources);

        /// <summary>At an event; one that comes meanwhile makes the looks that go on last longer.</summary>
        private async Task Look(Action<Limitation> tell)
        {
            if (Interlocked.Exchange(ref _looksLeft, _looksMax) > 0) return;
            while (Interlocked.Decrement(ref _looksLeft) >= 0 && !_isOver)
            {
                if (Judge() is { } limitation)
                {
                    tell(limitation);
                    return;
                }

                await Task.Delay(BetweenLooks);
            }
        }

        private void SetHardLimit(ulong? current)
        {
            if (CgroupMemory.HardLimit(current, _wanted, Number(_memory.UsageFile) ?? 0) is not { } limit) return;
            try
            {
                CgroupStore.Write(Cgroup, Text(_memory.HardLimitFile, limit));
            }
            catch (IsolatorException) when (limit < current)
            {
                // What it uses has grown meanwhile: the next look at its usage tries again.
                return;
            }
        }

        private ulong? Number(string file) => ControlText.Number(CgroupStore.Read(Cgroup, file));

        private static ControlWrite Text(string file, ulong bytes) => new(file, bytes.ToString(CultureInfo.InvariantCulture));
    }
}
