using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>One thing that happens to a cluster; the numbers choose among what there is.</summary>
internal readonly record struct HistoryStep(int Kind, int Who, int Where, int What);

/// <summary>
/// Plays a history to the allocator and to the naive one, and compares them at each allocation: each proposal is the one that the rules
/// ask for at that moment, it fits, and afterwards there is nothing left that anybody would take. So nothing is used twice, filters hide
/// exactly until they run out, and no event that matters is overlooked.
/// </summary>
internal sealed class AllocatorHistory
{
    internal const int Kinds = 16;

    private static readonly (FrameworkId Id, string Role)[] Users =
        [(new("A"), "*"), (new("B"), "*"), (new("C"), "ads"), (new("D"), "ads"), (new("E"), "web")];

    private static readonly SlaveId[] Machines = [new("s1"), new("s2"), new("s3")];

    private static readonly Resources[] Shapes =
    [
        Resources.Parse("cpus:4;mem:4096;ports:[1-10]"),
        Resources.Parse("cpus:3;mem:1000;cpus(ads):2;mem(ads):1024;ports(web):[5-9]"),
        Resources.Parse("cpus:1;mem:40;disk:100"),
        Resources.Parse("cpus(web):1;mem:512;gpus:2"),
        Resources.Parse("cpus:2;mem:2048"),
    ];

    private static readonly double[] Seconds = [0, 0.5, 1, 3, 10, -1];

    private readonly Dictionary<string, double> _roles = new() { ["*"] = 1, ["ads"] = 2, ["web"] = 0.5 };
    private readonly HierarchicalAllocator _allocator;
    private readonly NaiveAllocator _model;
    private readonly List<OfferProposal> _proposals = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private AllocatorHistory()
    {
        _allocator = new HierarchicalAllocator(new AllocatorSettings(_roles, TimeSpan.FromSeconds(1)));
        _model = new NaiveAllocator(_roles);
    }

    /// <summary>All proposals, in order.</summary>
    internal static List<OfferProposal> Play(IEnumerable<HistoryStep> steps)
    {
        var history = new AllocatorHistory();
        foreach (var step in steps)
            history.Take(step);
        history.Allocate();
        return history._proposals;
    }

    private void Take(HistoryStep step)
    {
        var (user, role) = Users[step.Who];
        var machine = Machines[step.Where];
        switch (step.Kind)
        {
            case 0 or 1:
                Bring(machine, Shapes[step.What % Shapes.Length], active: step.Who != 0, checkpoint: step.Who > 2);
                break;
            case 2 when step.What == 0:
                _model.Slaves.Remove(machine);
                _model.Filters.RemoveAll(filter => filter.Slave == machine);
                _allocator.RemoveSlave(machine);
                break;
            case 3 or 4 or 5:
                SetFramework(user, role, active: true, checkpoint: step.What == 0);
                break;
            case 6:
                SetFramework(user, role, active: false, checkpoint: step.What == 0);
                break;
            case 7 when step.What < 2:
                _model.Frameworks.Remove(user);
                _model.Filters.RemoveAll(filter => filter.Framework == user);
                _allocator.RemoveFramework(user);
                break;
            case 8:
                _model.Filters.RemoveAll(filter => filter.Framework == user);
                _allocator.Revive(user);
                break;
            case 9:
                _now += TimeSpan.FromSeconds(Math.Abs(Seconds[step.What % Seconds.Length]));
                break;
            case 10 or 11 when _model.Slaves.TryGetValue(machine, out var slave):
                Answer(slave, accepted: step.What > 0);
                break;
            case 12 or 13 when _model.Slaves.TryGetValue(machine, out var slave):
                GiveBack(slave, step.Who, half: step.What % 2 == 0, Seconds[step.What % Seconds.Length], refused: step.Kind == 12);
                break;
            default:
                Allocate();
                break;
        }
    }

    private void Bring(SlaveId id, Resources total, bool active, bool checkpoint)
    {
        if (!_model.Slaves.TryGetValue(id, out var slave))
            _model.Slaves.Add(id, slave = new NaiveAllocator.Slave(id));
        slave.Total = total;
        slave.Active = active;
        slave.Checkpoint = checkpoint;
        slave.Proposed.Clear();
        Report(slave);
    }

    private void SetFramework(FrameworkId id, string role, bool active, bool checkpoint)
    {
        if (!_model.Frameworks.TryGetValue(id, out var framework))
            _model.Frameworks.Add(id, framework = new NaiveAllocator.Framework(id, role));
        if (active && !framework.Active)
            framework.Count = 0;
        if (!active)
            _model.Filters.RemoveAll(filter => filter.Framework == id);
        framework.Active = active;
        framework.Checkpoint = checkpoint;
        _allocator.SetFramework(id, role, active, checkpoint);
    }

    private void Answer(NaiveAllocator.Slave slave, bool accepted)
    {
        if (accepted)
            slave.Held.AddRange(slave.Proposed);
        slave.Proposed.Clear();
        Report(slave);
    }

    private void GiveBack(NaiveAllocator.Slave slave, int which, bool half, double seconds, bool refused)
    {
        if (slave.Held.Count == 0)
            return;

        var index = which % slave.Held.Count;
        var (framework, held) = slave.Held[index];
        var back = half ? Half(held) : held;
        slave.Held[index] = (framework, held - back);
        if (slave.Held[index].Resources.IsEmpty)
            slave.Held.RemoveAt(index);
        slave.Held.AddRange(slave.Proposed);
        slave.Proposed.Clear();
        Report(slave);
        if (!refused)
            return;

        _allocator.Refuse(framework, slave.Id, back, seconds, _now);
        if (_model.Frameworks.TryGetValue(framework, out var known) && known.Active)
            _model.Filters.Add((framework, slave.Id, back, _now.AddSeconds(seconds == 0 ? 1 : seconds < 0 ? 5 : seconds)));
    }

    private void Report(NaiveAllocator.Slave slave) => _allocator.SetSlave(new SlaveLedgerView(
        slave.Id, slave.Active, slave.Checkpoint, slave.Total,
        [.. slave.Held.GroupBy(entry => entry.Framework)
            .Select(group => new FrameworkShare(group.Key, group.Aggregate(Resources.Empty, (sum, entry) => sum + entry.Resources)))]));

    private void Allocate()
    {
        var waiting = _model.Slaves.Values.Where(slave => slave.Proposed.Count > 0).ToList();
        foreach (var proposal in _allocator.Allocate(_now))
        {
            var slave = _model.Slaves[proposal.SlaveId];
            Assert.True(slave.Active && !waiting.Contains(slave), $"{slave.Id} is not to be offered now");
            Assert.True(slave.Free.Contains(proposal.Resources), $"{proposal} is used twice: free is {slave.Free}");
            Assert.Equal(_model.Next(slave, _now), (proposal.FrameworkId, proposal.Resources));
            slave.Proposed.Add((proposal.FrameworkId, proposal.Resources));
            var framework = _model.Frameworks[proposal.FrameworkId];
            framework.Count++;
            _model.RoleCounts[framework.Role]++;
            _proposals.Add(proposal);
        }

        foreach (var slave in _model.Slaves.Values.Where(slave => slave.Active && !waiting.Contains(slave)))
            Assert.Null(_model.Next(slave, _now));
        var soonest = _model.Filters.Where(filter => filter.Until > _now).Select(filter => (DateTimeOffset?)filter.Until).Min();
        Assert.True(
            _allocator.NextWake is { } wake ? wake > _now && soonest is not null : soonest is null, $"wakes at {_allocator.NextWake}");
    }

    private static Resources Half(Resources all) => Resources.Of([.. all.List
        .Where(entry => entry.Type == MesosOrleans.Values.ValueType.Scalar)
        .Select(entry => Resource.Scalar(entry.Name, entry.Milli / 2, entry.Role))]);
}
