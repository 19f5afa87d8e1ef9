using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Protocol;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What the allocator grain does, around the same rules.</summary>
internal sealed class AllocatorActivation : SimulatedActivation
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    private readonly HierarchicalAllocator _allocator;
    private readonly AllocatorIntake _intake;
    private bool _ready;
    private int _missing;
    private bool _raised;
    private DateTimeOffset? _alarm;

    public AllocatorActivation(SimulatedCluster cluster, SimulatedProcess silo)
        : base(cluster, silo)
    {
        _allocator = new HierarchicalAllocator(new AllocatorSettings(cluster.Settings.Roles, cluster.Settings.AllocationInterval));
        _intake = new AllocatorIntake(_allocator, cluster.Settings.Roles);
    }

    public bool Take(LedgerReport report)
    {
        if (_intake.Take(report, World.GetUtcNow()))
            AskAgain(report.SlaveId, TimeSpan.FromSeconds(5));
        Raise();
        return true;
    }

    public bool Take(FrameworkReport report)
    {
        _intake.Take(report);
        Raise();
        return true;
    }

    public bool RemoveSlave(SlaveId slave)
    {
        _intake.RemoveSlave(slave);
        return true;
    }

    public bool RemoveFramework(FrameworkId framework)
    {
        _intake.RemoveFramework(framework);
        Raise();
        return true;
    }

    public void Wake()
    {
        if (_ready || _missing > 0)
            return;
        _missing = 1;
        Ask(
            () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<RegistryReading> reply) => registrar.Read(reply)),
            Gather,
            () => _missing = 0);
    }

    protected override void Closed()
    {
    }

    /// <summary>Asks everybody for what they hold; one that does not answer and it begins anew.</summary>
    private void Gather(RegistryReading registry)
    {
        _missing += registry.Frameworks.Length + registry.Slaves.Length;
        var failed = false;
        foreach (var framework in registry.Frameworks)
        {
            Ask(
                () => Cluster.Silos.Framework(framework).Hears((FrameworkActivation grain, Action<FrameworkReport?> reply) => reply(grain.ReportToAllocator())),
                report =>
                {
                    if (report is not null)
                        Take(report);
                    One();
                },
                Fail);
        }

        foreach (var slave in registry.Slaves)
        {
            Ask(
                () => Cluster.Silos.Slave(slave).Hears((SlaveActivation grain, Action<LedgerReport> reply) => reply(grain.ReportLedger())),
                report =>
                {
                    Take(report);
                    One();
                },
                Fail);
        }

        One();

        void Fail()
        {
            failed = true;
            One();
        }

        void One()
        {
            if (--_missing > 0 || failed)
                return;
            _ready = true;
            Raise();
        }
    }

    private void Raise()
    {
        if (!_raised)
        {
            _raised = true;
            After(Gathering, Allocate);
        }
    }

    private void Allocate()
    {
        _raised = false;
        if (!_ready)
            return;
        var proposals = _allocator.Allocate(World.GetUtcNow());
        var requests = ImmutableArray.CreateBuilder<OfferRequest>();
        for (var i = 0; i < proposals.Count; i++)
        {
            requests.Add(new OfferRequest(proposals[i].FrameworkId, proposals[i].Resources));
            if (i + 1 == proposals.Count || proposals[i + 1].SlaveId != proposals[i].SlaveId)
            {
                Propose(proposals[i].SlaveId, requests.ToImmutable());
                requests.Clear();
            }
        }

        SetAlarm();
    }

    private void Propose(SlaveId slave, ImmutableArray<OfferRequest> requests) => Ask(
        () => Cluster.Silos.Slave(slave).Hears((SlaveActivation grain, Action<LedgerReport> reply) => reply(grain.Offer(requests))),
        report => Take(report),
        () => AskAgain(slave, Cluster.Settings.AllocationInterval));

    private void AskAgain(SlaveId slave, TimeSpan pause) => After(pause, () =>
    {
        if (_intake.Knows(slave))
            Propose(slave, []);
    });

    private void SetAlarm()
    {
        if (_allocator.NextWake is not { } wake || wake == _alarm)
            return;
        _alarm = wake;
        var due = wake - World.GetUtcNow();
        if (due < TimeSpan.FromDays(1))
            After(due > TimeSpan.Zero ? due : TimeSpan.Zero, Raise);
    }
}
