using System.Text.Json.Nodes;
using MesosOrleans.Allocation;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// <c>mesos bench allocator</c>: one allocation of a whole cluster by the rules themselves, without grains. Every framework has refused half of the slaves, each another half. What is proposed is checked
/// before anything is timed: every slave once, nobody what it refused, shares weighted and fair within one slave.
/// </summary>
internal sealed class AllocatorBench
{
    private const int Seed = 1;

    // Slaves of three sizes, so that dominant shares differ in cpus and mem.
    private static readonly Resources[] Sizes = [.. new[] { "cpus:8;mem:16384", "cpus:16;mem:32768", "cpus:8;mem:65536" }.Select(size => Resources.Parse(size))];

    private readonly Random _random = new(Seed);
    private readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly HierarchicalAllocator _allocator;
    private readonly Dictionary<string, double> _weights;
    private readonly Dictionary<FrameworkId, string> _roles = [];
    private readonly HashSet<(FrameworkId Framework, SlaveId Slave)> _refused = [];
    private readonly SlaveLedgerView[] _slaves;

    private AllocatorBench(int slaves, int frameworks, int roles)
    {
        _weights = Enumerable.Range(0, roles).ToDictionary(number => $"role-{number}", number => 1.0 + (number % 3));
        _allocator = new HierarchicalAllocator(new AllocatorSettings(
            new Dictionary<string, double>(_weights) { ["*"] = 1 }, TimeSpan.FromSeconds(1)));
        _slaves = [.. Enumerable.Range(0, slaves).Select(number =>
            new SlaveLedgerView(new SlaveId($"S-{number}"), true, true, Sizes[number % Sizes.Length], []))];
        GiveBack();
        foreach (var number in Enumerable.Range(0, frameworks))
        {
            var id = new FrameworkId($"F-{number:0000}");
            _roles.Add(id, $"role-{number % roles}");
            _allocator.SetFramework(id, _roles[id], true, false);
            RefuseHalf(id);
        }
    }

    public static Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var (slaves, frameworks) = (flags.Get(BenchFlags.AllocatedSlaves), flags.Get(BenchFlags.Frameworks));
        var (roles, allocations) = (flags.Get(BenchFlags.RoleCount), flags.Get(BenchFlags.Allocations));
        var bench = new AllocatorBench(slaves, frameworks, roles);
        bench.Check(bench._allocator.Allocate(bench._now));
        var times = new Percentiles();
        for (var i = 0; i < allocations; i++)
        {
            cancel.ThrowIfCancellationRequested();
            bench.GiveBack();
            GC.Collect();
            var begin = TimeProvider.System.GetTimestamp();
            var proposals = bench._allocator.Allocate(bench._now);
            times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
            if (proposals.Count < slaves)
            {
                throw new InvalidOperationException($"allocation {i} proposes {proposals.Count} of {slaves} slaves");
            }
        }

        return Task.FromResult(new JsonObject
        {
            ["bench"] = "allocator",
            ["slaves"] = slaves,
            ["frameworks"] = frameworks,
            ["roles"] = roles,
            ["filters"] = bench._refused.Count,
            ["allocations"] = allocations,
            ["allocate_p50_ms"] = times.At(0.5),
            ["allocate_max_ms"] = times.At(1),
        });
    }

    /// <summary>All slaves are free again, and are looked at by the next allocation.</summary>
    private void GiveBack()
    {
        foreach (var slave in _slaves)
        {
            _allocator.SetSlave(slave);
        }
    }

    private void RefuseHalf(FrameworkId framework)
    {
        foreach (var slave in _slaves)
        {
            if (_random.Next(2) == 0)
            {
                _refused.Add((framework, slave.SlaveId));
                _allocator.Refuse(framework, slave.SlaveId, slave.Total, TimeSpan.FromDays(1).TotalSeconds, _now);
            }
        }
    }

    private void Check(IReadOnlyList<OfferProposal> proposals)
    {
        Demand(proposals.Select(proposal => proposal.SlaveId).Distinct().Count() == proposals.Count, "a slave is proposed twice");
        Demand(proposals.Count == _slaves.Length, $"{_slaves.Length - proposals.Count} slaves are proposed to nobody");
        Demand(proposals.All(proposal => !_refused.Contains((proposal.FrameworkId, proposal.SlaveId))), "a framework is proposed what it refused");

        // The dominant share of a role grows by one slave at most after it was the lowest; so no two differ by more, each by its weight.
        var total = Sum(_slaves.Select(slave => slave.Total));
        var step = Sizes.Max(size => Share(size, total));
        var shares = proposals.GroupBy(proposal => _roles[proposal.FrameworkId])
            .ToDictionary(role => role.Key, role => Share(Sum(role.Select(proposal => proposal.Resources)), total) / _weights[role.Key]);
        Demand(shares.Count == _weights.Count, "a role gets nothing");
        Demand(
            shares.Values.Max() - shares.Values.Min() <= step / _weights.Values.Min(),
            $"weighted shares differ by {shares.Values.Max() - shares.Values.Min():0.000000}, more than one slave, {step / _weights.Values.Min():0.000000}");
    }

    private static void Demand(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"The allocation is wrong, so it is not timed: {problem}");
        }
    }

    private static (double Cpus, double Mem) Sum(IEnumerable<Resources> resources) =>
        resources.Aggregate((Cpus: 0.0, Mem: 0.0), (sum, one) => (sum.Cpus + one.Cpus, sum.Mem + one.Mem));

    private static double Share(Resources part, (double Cpus, double Mem) total) => Share((part.Cpus, part.Mem), total);

    private static double Share((double Cpus, double Mem) part, (double Cpus, double Mem) total) =>
        Math.Max(part.Cpus / total.Cpus, part.Mem / total.Mem);
}
