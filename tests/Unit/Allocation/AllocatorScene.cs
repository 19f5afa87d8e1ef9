using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>
/// An allocator with the ledgers that answer it, in words of tests: names and resource texts. Proposals read <c>framework@slave
/// resources</c>.
/// </summary>
internal sealed class AllocatorScene
{
    private readonly Dictionary<string, SlaveLedgerView> _ledgers = [];

    internal AllocatorScene(params (string Role, double Weight)[] roles)
    {
        var weights = new Dictionary<string, double> { ["*"] = 1 };
        foreach (var (role, weight) in roles)
            weights[role] = weight;
        Allocator = new HierarchicalAllocator(new AllocatorSettings(weights, TimeSpan.FromSeconds(1)));
    }

    internal HierarchicalAllocator Allocator { get; }

    internal DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the next allocation proposes, which stays on its way.</summary>
    internal string[] Propose() => Allocator.Allocate(Now).Select(Say).ToArray();

    /// <summary>What the next allocation proposes; the ledgers accept it all.</summary>
    internal string[] Offer()
    {
        var proposals = Allocator.Allocate(Now);
        foreach (var proposal in proposals)
            Hold(proposal.SlaveId.Value, proposal.FrameworkId.Value, proposal.Resources);
        foreach (var slave in proposals.Select(proposal => proposal.SlaveId.Value).Distinct())
            Report(slave);
        return proposals.Select(Say).ToArray();
    }

    internal void Frameworks(params string[] names)
    {
        foreach (var name in names)
            Framework(name);
    }

    internal void Framework(string name, string role = "*", bool active = true, bool checkpoint = false) =>
        Allocator.SetFramework(new FrameworkId(name), role, active, checkpoint);

    internal void Slave(
        string name, string total, bool active = true, bool checkpoint = false, params (string Framework, string Resources)[] held)
    {
        _ledgers[name] = new SlaveLedgerView(
            new SlaveId(name), active, checkpoint, Resources.Parse(total),
            [.. held.Select(entry => new FrameworkShare(new FrameworkId(entry.Framework), Resources.Parse(entry.Resources)))],
            $"host-{name}");
        Report(name);
    }

    /// <summary>The ledger as it is, once more.</summary>
    internal void Report(string slave) => Allocator.SetSlave(_ledgers[slave]);

    /// <summary>What a framework holds of a slave goes back.</summary>
    internal void Return(string framework, string slave, string resources)
    {
        Hold(slave, framework, Resources.Parse(resources), -1);
        Report(slave);
    }

    internal void Decline(string framework, string slave, string resources, double seconds)
    {
        Return(framework, slave, resources);
        Allocator.Refuse(new FrameworkId(framework), new SlaveId(slave), Resources.Parse(resources), seconds, Now);
    }

    internal void Revive(string framework) => Allocator.Revive(new FrameworkId(framework));

    internal void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    internal Resources HeldBy(string framework) => _ledgers.Values.SelectMany(ledger => ledger.Shares)
        .Where(share => share.FrameworkId.Value == framework).Aggregate(Resources.Empty, (sum, share) => sum + share.Resources);

    private static string Say(OfferProposal proposal) => $"{proposal.FrameworkId}@{proposal.SlaveId} {proposal.Resources}";

    private void Hold(string slave, string framework, Resources resources, int sign = 1)
    {
        var ledger = _ledgers[slave];
        var id = new FrameworkId(framework);
        var held = ledger.Shares.Where(share => share.FrameworkId == id).Select(share => share.Resources).SingleOrDefault(Resources.Empty);
        Assert.True(sign > 0 || held.Contains(resources), $"{framework} does not hold {resources} of {slave}");
        var left = sign > 0 ? held + resources : held - resources;
        ImmutableArray<FrameworkShare> others = [.. ledger.Shares.Where(share => share.FrameworkId != id)];
        _ledgers[slave] = ledger with { Shares = left.IsEmpty ? others : others.Add(new FrameworkShare(id, left)) };
    }
}
