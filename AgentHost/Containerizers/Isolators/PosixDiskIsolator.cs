using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// <c>posix/disk</c> (since Mesos 0.22): looks from time to time how much disk a sandbox takes; with
/// <c>--enforce_container_disk_quota</c> a container that takes more than it was given is ended.
/// </summary>
/// <param name="interval"><c>--container_disk_watch_interval</c>.</param>
/// <param name="enforce">Whether the quota has an effect.</param>
/// <param name="time">Drives it.</param>
internal sealed class PosixDiskIsolator(TimeSpan interval, bool enforce, TimeProvider time) : IIsolator
{
    public IIsolation Prepare(ContainerSpec spec) => new Isolation(spec, interval, enforce, time);

    public IIsolation Recover(ContainerSpec spec) => new Isolation(spec, interval, enforce, time);

    private sealed class Isolation : IIsolation
    {
        private readonly string _directory;
        private readonly bool _enforce;
        private readonly ITimer _timer;
        private readonly TimeSpan _interval;
        private Action<Limitation>? _tell;
        private ulong _limit;
        private ulong _used;
        private int _closed;

        public Isolation(ContainerSpec spec, TimeSpan interval, bool enforce, TimeProvider time)
        {
            (_directory, _enforce, _interval) = (spec.Directory, enforce, interval);
            _limit = LimitOf(spec.Resources);
            _timer = time.CreateTimer(_ => Look(), null, interval, Timeout.InfiniteTimeSpan);
        }

        public void Watch(Action<Limitation> tell) => Volatile.Write(ref _tell, tell);

        public void Update(Resources resources) => Volatile.Write(ref _limit, LimitOf(resources));

        public ResourceStatistics Usage(ResourceStatistics known)
        {
            var used = Volatile.Read(ref _used);
            return known with { DiskLimitBytes = Volatile.Read(ref _limit), DiskUsedBytes = used == 0 ? null : used };
        }

        public Task CleanUp()
        {
            Volatile.Write(ref _closed, 1);
            _timer.Dispose();
            return Task.CompletedTask;
        }

        private static ulong LimitOf(Resources resources) => (ulong)(Math.Max(0, resources.Milli("disk")) * 1024 * 1024 / 1000);

        private void Look()
        {
            var (used, limit) = (DiskUsageStore.Of(_directory), Volatile.Read(ref _limit));
            Volatile.Write(ref _used, used);
            if (_enforce && used > limit)
            {
                Volatile.Read(ref _tell)?.Invoke(new Limitation(string.Create(
                    CultureInfo.InvariantCulture, $"Disk usage ({used / 1024}KB) exceeds quota ({limit / 1024}KB)")));
            }

            // The next look begins an interval after this one's end, however long it took.
            if (Volatile.Read(ref _closed) == 0)
            {
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
