using System.Diagnostics.Metrics;
using MesosOrleans.Metrics;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>What one slave grain contributes to its silo's gauges: moves them by the difference to what it contributed before.</summary>
public sealed class SlaveGauges(MasterInstruments instruments)
{
    private int _active;
    private int _inactive;
    private int _offers;
    private Resources _total = Resources.Empty;
    private Resources _used = Resources.Empty;

    public void Show(bool registered, bool connected, int offers, Resources total, Resources used)
    {
        Move(instruments.SlavesActive, ref _active, registered && connected ? 1 : 0);
        Move(instruments.SlavesInactive, ref _inactive, registered && !connected ? 1 : 0);
        Move(instruments.OutstandingOffers, ref _offers, offers);
        if (!ReferenceEquals(total, _total))
        {
            MoveOthers(instruments.OthersTotal, _total, total);
            Move(instruments.CpusTotal, instruments.MemTotal, instruments.DiskTotal, ref _total, total);
        }

        if (!ReferenceEquals(used, _used))
        {
            MoveOthers(instruments.OthersUsed, _used, used);
            Move(instruments.CpusUsed, instruments.MemUsed, instruments.DiskUsed, ref _used, used);
        }
    }

    /// <summary>The grain is no more.</summary>
    public void Clear() => Show(false, false, 0, Resources.Empty, Resources.Empty);

    private static void Move(UpDownCounter<long> gauge, ref int before, int now)
    {
        if (now != before)
        {
            gauge.Add(now - before);
            before = now;
        }
    }

    private static void MoveOthers(UpDownCounter<double> gauge, Resources before, Resources now)
    {
        AddOthers(gauge, before, -1);
        AddOthers(gauge, now, 1);
    }

    private static void AddOthers(UpDownCounter<double> gauge, Resources resources, int sign)
    {
        foreach (var entry in resources.Entries)
        {
            if (entry.Type == Values.ValueType.Scalar && !MetricNames.Scalars.Contains(entry.Name))
            {
                gauge.Add(sign * (entry.Milli / 1000.0), new KeyValuePair<string, object?>("resource", entry.Name));
            }
        }
    }

    private static void Move(
        UpDownCounter<double> cpus, UpDownCounter<double> mem, UpDownCounter<double> disk, ref Resources before, Resources now)
    {
        cpus.Add(now.Cpus - before.Cpus);
        mem.Add(now.Mem - before.Mem);
        disk.Add(now.Disk - before.Disk);
        before = now;
    }
}
