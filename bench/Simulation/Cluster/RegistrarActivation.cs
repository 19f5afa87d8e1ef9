using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What the registry held at one moment.</summary>
internal readonly record struct RegistryReading(ImmutableArray<SlaveId> Slaves, ImmutableArray<FrameworkId> Frameworks);

/// <summary>
/// What the registrar grain does, around the same rules. Its log is one value here that takes from the newest activation only: what an older one is asked is never answered, as its append fails.
/// </summary>
internal sealed class RegistrarActivation : SimulatedActivation
{
    private readonly SlaveRecovery _recovery;
    private readonly SlaveHolders _holders = new();
    private readonly HashSet<SlaveId> _asleep = [];
    private readonly HashSet<FrameworkId> _frameworksAsleep = [];
    private readonly HashSet<SlaveId> _late = [];
    private TimeSpan _keepFrameworksAt;
    private int _losses = -1;

    public RegistrarActivation(SimulatedCluster cluster, SimulatedProcess silo)
        : base(cluster, silo)
    {
        _recovery = new SlaveRecovery(cluster.Settings.SlaveReregisterTimeout, cluster.Settings.RecoverySlaveRemovalLimit);
        cluster.Records.Registrar = this;
    }

    private bool Leads => Cluster.Records.Registrar == this;

    public void Readmit(RegistryOperation operation, Epoch holder, Action<AdmitAnswer> answer)
    {
        _holders.Take(operation.Slave, holder);
        Apply(operation, answer);
    }

    public void Remove(RegistryOperation operation, Guid activation, Action<AdmitAnswer> answer) => Ask(
        () => Cluster.Silos.Slave(operation.Slave).Hears((SlaveActivation grain, Action<bool> reply) => reply(grain.ConfirmRemoval(activation))),
        confirmed =>
        {
            if (confirmed && _holders.MayRemove(operation.Slave, activation))
                Apply(operation, answer);
            else
            {
                _recovery.Await(operation.Slave, World.GetUtcNow());
                answer(new AdmitAnswer { Superseded = true });
            }
        });

    public void Apply(RegistryOperation operation, Action<AdmitAnswer> answer) => After(World.Between(1, 30), () =>
    {
        if (!Leads)
        {
            Deactivate();
            return;
        }

        var verdict = Cluster.Records.Apply(operation);
        var slave = verdict switch
        {
            RegistryVerdict.Mutated mutated => mutated.Slave,
            RegistryVerdict.Unchanged unchanged => unchanged.Slave,
            _ => (SlaveId?)null,
        };
        if (slave is { } known && operation is RegistryOperation.Admit)
            _recovery.Await(known, World.GetUtcNow());
        else if (slave is { } back)
            _recovery.Back(back);
        answer(slave is null
            ? new AdmitAnswer { Refusal = ((RegistryVerdict.Refused)verdict).Message, Frameworks = [.. Cluster.Records.Frameworks] }
            : new AdmitAnswer { SlaveId = slave, Frameworks = [.. Cluster.Records.Frameworks] });
    });

    public AdmitAnswer Await(SlaveId slave)
    {
        if (Cluster.Records.Registry.Removed.Contains(slave))
            return new AdmitAnswer { Refusal = "removed", Frameworks = [.. Cluster.Records.Frameworks] };
        if (Cluster.Records.Registry.Slaves.ContainsKey(slave))
        {
            _holders.Forget(slave);
            _recovery.Await(slave, World.GetUtcNow());
        }

        return new AdmitAnswer { SlaveId = slave };
    }

    public void Find(SlaveId slave, Action<(bool Known, SlaveInfo? Info)> answer) => Confirmed(() =>
    {
        var info = Cluster.Records.Registry.Slaves.GetValueOrDefault(slave)?.Info;
        answer((info is not null, info));
    });

    public void Read(Action<RegistryReading> answer) => Confirmed(() =>
        answer(new RegistryReading([.. Cluster.Records.Slaves], [.. Cluster.Records.Frameworks])));

    public void AddFramework(FrameworkId framework, Action<bool> answer) => Confirmed(() =>
    {
        Cluster.Records.Frameworks.Add(framework);
        answer(true);
    });

    public void RemoveFramework(FrameworkId framework, Action<bool> answer) => Confirmed(() => answer(Cluster.Records.Frameworks.Remove(framework)));

    public void Wake()
    {
        if (!Leads)
        {
            Deactivate();
            return;
        }

        if (_losses != Cluster.Silos.Losses)
            Begin();
        foreach (var slave in _asleep.ToArray())
            WakeSlave(slave);
        foreach (var framework in _frameworksAsleep.ToArray())
        {
            Ask(
                () => Cluster.Silos.Framework(framework).Hears((FrameworkActivation grain, Action<bool> reply) =>
                {
                    grain.Wake();
                    reply(true);
                }),
                _ => _frameworksAsleep.Remove(framework));
        }

        KeepFrameworks();
        if (_asleep.Count == 0 && _recovery.Judge(World.GetUtcNow()) is RecoveryVerdict.Remove remove)
            _late.UnionWith(remove.Slaves);
        foreach (var slave in _late.ToArray())
            Expire(slave);
    }

    protected override void Closed()
    {
    }

    private void Begin()
    {
        _losses = Cluster.Silos.Losses;
        _holders.Clear();
        var slaves = Cluster.Records.Slaves;
        _recovery.Begin(slaves, slaves.Count, World.GetUtcNow());
        _late.Clear();
        _asleep.Clear();
        _asleep.UnionWith(slaves);
        _frameworksAsleep.UnionWith(Cluster.Records.Frameworks);
    }

    private void KeepFrameworks()
    {
        if (World.Now < _keepFrameworksAt)
            return;
        _keepFrameworksAt = World.Now + (FrameworkPings.Interval * FrameworkPings.MissesMax);
        foreach (var framework in Cluster.Records.Frameworks)
            Ask(() => Cluster.Silos.Framework(framework).Hears((FrameworkActivation _, Action<bool> reply) => reply(true)), _ => { });
    }

    private void WakeSlave(SlaveId slave)
    {
        if (Cluster.Records.Registry.Slaves.GetValueOrDefault(slave) is not { } admitted)
        {
            _recovery.Back(slave);
            _asleep.Remove(slave);
            return;
        }

        Ask(
            () => Cluster.Silos.Serving(slave).Hears((SlaveActivation grain, Action<bool> reply) => reply(grain.Wake(admitted.Info))),
            awake =>
            {
                _asleep.Remove(slave);
                if (awake)
                    _recovery.Back(slave);
            });
    }

    private void Expire(SlaveId slave)
    {
        if (Cluster.Records.Registry.Slaves.GetValueOrDefault(slave) is not { } admitted)
        {
            _late.Remove(slave);
            return;
        }

        Ask(
            () => Cluster.Silos.Serving(slave).Hears((SlaveActivation grain, Action<bool> reply) =>
            {
                grain.Expire(admitted.Info);
                reply(true);
            }),
            _ => _late.Remove(slave));
    }

    private void Confirmed(Action act) => After(World.Between(0.5, 5), () =>
    {
        if (Leads)
            act();
        else
            Deactivate();
    });
}
