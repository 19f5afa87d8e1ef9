using MesosOrleans.Protocol;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>
/// The silos, and which activation of each grain counts. A silo that has died, or is believed to have, is declared dead after a while; its grains are activated elsewhere when somebody calls them. One that
/// was declared dead and lives learns of it late, and until then some calls still come to it.
/// </summary>
internal sealed class SimulatedSilos
{
    private readonly SimulatedCluster _cluster;
    private readonly List<SimulatedProcess> _members = [];
    private readonly Dictionary<SlaveId, SlaveActivation> _slaves = [];
    private readonly Dictionary<FrameworkId, FrameworkActivation> _frameworks = [];
    private readonly Dictionary<object, SimulatedActivation> _former = [];
    private RegistrarActivation? _registrar;
    private AllocatorActivation? _allocator;
    private int _names;

    public SimulatedSilos(SimulatedCluster cluster, int count)
    {
        _cluster = cluster;
        for (var i = 0; i < count; i++)
            Join();
    }

    /// <summary>As the others believe.</summary>
    public IReadOnlyList<SimulatedProcess> Members => _members;

    /// <summary>Rises when a silo is declared dead.</summary>
    public int Losses { get; private set; }

    public IEnumerable<SlaveActivation> Slaves => _slaves.Values;

    public IEnumerable<FrameworkActivation> Frameworks => _frameworks.Values;

    public RegistrarActivation Registrar() => _registrar ??= new RegistrarActivation(_cluster, Place());

    public AllocatorActivation Allocator() => _allocator ??= new AllocatorActivation(_cluster, Place());

    public SlaveActivation Slave(SlaveId id)
    {
        return Stale(id) as SlaveActivation ?? Serving(id);
    }

    /// <summary>As somebody reaches it who has heard of every silo that was declared dead.</summary>
    public SlaveActivation Serving(SlaveId id)
    {
        if (!_slaves.TryGetValue(id, out var slave))
            _slaves.Add(id, slave = new SlaveActivation(_cluster, Place(), id));
        return slave;
    }

    public FrameworkActivation Framework(FrameworkId id)
    {
        if (Stale(id) is FrameworkActivation former)
            return former;
        if (!_frameworks.TryGetValue(id, out var framework))
            _frameworks.Add(id, framework = new FrameworkActivation(_cluster, Place(), id));
        return framework;
    }

    public FrameworkActivation? Find(FrameworkId id) => _frameworks.GetValueOrDefault(id);

    public SlaveActivation? Find(SlaveId id) => _slaves.GetValueOrDefault(id);

    public void Forget(SimulatedActivation activation)
    {
        if (activation == _registrar)
            _registrar = null;
        if (activation == _allocator)
            _allocator = null;
        if (activation is SlaveActivation slave && _slaves.GetValueOrDefault(slave.Id) == slave)
            _slaves.Remove(slave.Id);
        if (activation is FrameworkActivation framework && _frameworks.GetValueOrDefault(framework.Id) == framework)
            _frameworks.Remove(framework.Id);
    }

    /// <summary>It dies at once, and that is found out later; another one takes its place.</summary>
    public void Crash(int which)
    {
        var silo = _members[which % _members.Count];
        _cluster.Trace?.Invoke($"{silo.Name} crashes");
        silo.Kill();
        Replace(silo, _cluster.World.Between(500, 5_000));
    }

    /// <summary>It stands still; if that lasts, it is declared dead before it goes on.</summary>
    public void Pause(int which, TimeSpan lasts)
    {
        var silo = _members[which % _members.Count];
        _cluster.Trace?.Invoke($"{silo.Name} is paused");
        silo.PausedUntil = _cluster.World.Now + lasts;
        Outlive(silo, lasts);
    }

    /// <summary>Nothing gets in or out.</summary>
    public void Cut(int which, TimeSpan lasts)
    {
        var silo = _members[which % _members.Count];
        _cluster.Trace?.Invoke($"{silo.Name} is cut off");
        silo.CutUntil = _cluster.World.Now + lasts;
        Outlive(silo, lasts);
    }

    /// <summary>The others believe that it is dead, and it does not know.</summary>
    public void Misjudge(int which, TimeSpan lasts)
    {
        var silo = _members[which % _members.Count];
        _cluster.Trace?.Invoke($"{silo.Name} is taken for dead");
        Replace(silo, TimeSpan.Zero);
        _cluster.World.After(lasts, silo.Kill);
    }

    private void Outlive(SimulatedProcess silo, TimeSpan lasts)
    {
        var found = _cluster.World.Between(1_000, 5_000);
        if (found < lasts)
        {
            Replace(silo, found);
            _cluster.World.After(lasts + _cluster.World.Between(100, 2_000), silo.Kill);
        }
    }

    private void Replace(SimulatedProcess silo, TimeSpan after) => _cluster.World.After(after, () =>
    {
        // The last one is left: somebody has to declare the others dead.
        if (!_members.Remove(silo))
            return;
        _cluster.Trace?.Invoke($"{silo.Name} is declared dead");
        if (_members.Count == 0 || _cluster.Chance(70))
            Join();
        else
            _cluster.World.After(_cluster.World.Between(100, 10_000), Join);
        Losses++;
        Leave(silo);
    });

    private void Leave(SimulatedProcess silo)
    {
        if (_registrar?.Silo == silo)
            _registrar = null;
        if (_allocator?.Silo == silo)
            _allocator = null;
        foreach (var slave in _slaves.Values.Where(slave => slave.Silo == silo).ToArray())
        {
            _slaves.Remove(slave.Id);
            Remember(slave.Id, slave);
        }

        foreach (var framework in _frameworks.Values.Where(framework => framework.Silo == silo).ToArray())
        {
            _frameworks.Remove(framework.Id);
            Remember(framework.Id, framework);
        }
    }

    /// <summary>Who has not heard yet that its silo is declared dead, calls it still.</summary>
    private void Remember(object id, SimulatedActivation former)
    {
        _former[id] = former;
        _cluster.World.After(_cluster.World.Between(0, 3_000), () => _former.Remove(id));
    }

    private SimulatedActivation? Stale(object id)
    {
        if (_former.Count == 0 || !_former.TryGetValue(id, out var former))
            return null;
        if (former is { Lives: true, Silo.Alive: true })
            return _cluster.Chance(20) ? former : null;
        _former.Remove(id);
        return null;
    }

    private void Join()
    {
        var silo = new SimulatedProcess(_cluster.World, $"silo {++_names}");
        _members.Add(silo);
        silo.Every(TimeSpan.FromSeconds(1), () =>
        {
            Wake(silo);
            return true;
        });
    }

    /// <summary>What the service in each silo does every second.</summary>
    private void Wake(SimulatedProcess silo)
    {
        if (_members.Count > 0 && silo != _members[0] && !_cluster.Chance(10))
            return;
        _cluster.Network.Call<bool>(silo, () => Registrar().Hears((RegistrarActivation registrar, Action<bool> _) => registrar.Wake()), _ => { });
        _cluster.Network.Call<bool>(silo, () => Allocator().Hears((AllocatorActivation allocator, Action<bool> _) => allocator.Wake()), _ => { });
    }

    private SimulatedProcess Place() => _members[_cluster.World.Random.Next(_members.Count)];
}
