using System.Collections.Immutable;
using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Metrics;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace MesosOrleans.Registrar;

/// <summary>
/// Hosts the registry's log. Reentrant, so that operations which arrive while an append is in flight share the next one; the log itself keeps their order.
/// A failure of the log is final for the activation: the next call makes a new one, which recovers.
/// </summary>
[GrainType("registrar"), Reentrant]
public sealed partial class RegistrarGrain : Grain, IRegistrarGrain, IDisposable
{
    /// <summary>Ended frameworks that are kept for people (rule 5.7).</summary>
    private const int CompletedMax = 50;

    private readonly IPersistentState<FrameworkIndexState> _index;
    private readonly RegistrarLogFactory _makeStore;
    private readonly MasterIdentity _identity;
    private readonly MasterLocation _location;
    private readonly MasterInstruments _instruments;
    private readonly RegistrarInstruments _registrarInstruments;
    private readonly MasterSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<RegistrarGrain> _log;
    private readonly SemaphoreSlim _indexWrite = new(1);
    private readonly Queue<FrameworkView> _completed = new();
    private readonly SlaveHolders _holders = new();
    private RegistrarLogStore _store = null!;
    private MasterInfo _master = null!;
    private ImmutableArray<FrameworkId> _frameworks = [];
    private (Registry? Of, ImmutableArray<SlaveInfo> Slaves) _view = (null, []);

    public RegistrarGrain(
        [PersistentState("frameworks", GrainStorageNames.Frameworks)] IPersistentState<FrameworkIndexState> index,
        RegistrarLogFactory makeStore,
        MasterIdentity identity,
        MasterLocation location,
        MasterInstruments instruments,
        RegistrarInstruments registrarInstruments,
        MasterSettings settings,
        ISiloStatusOracle silos,
        ISiloEnd end,
        TimeProvider time,
        ILogger<RegistrarGrain> log)
    {
        _index = index;
        _makeStore = makeStore;
        _identity = identity;
        _location = location;
        _instruments = instruments;
        _registrarInstruments = registrarInstruments;
        _settings = settings;
        _recovery = new SlaveRecovery(settings.SlaveReregisterTimeout, settings.RecoverySlaveRemovalLimit);
        _silos = silos;
        _end = end;
        _time = time;
        _log = log;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _store = await _makeStore(cancellationToken);
        var registry = await Recover(cancellationToken);
        _master = new MasterInfo
        {
            Id = _identity.MasterId,
            Ip = _location.Ip,
            Port = _location.Port,
            Hostname = _location.Hostname,
            Pid = $"master@{_location.Ip}:{_location.Port}",
            ElectedAt = _time.GetUtcNow(),
        };
        _frameworks = [.. _index.State.Frameworks];
        _registrarInstruments.Show(Measure);
        LogRecovered(_log, registry.Slaves.Count, registry.Removed.Count, _frameworks.Length);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _registrarInstruments.Hide(Measure);
        await _store.DisposeAsync();
    }

    public void Dispose() => _indexWrite.Dispose();

    public async Task<AdmitAnswer> Admit(Guid registrationId, SlaveInfo info)
    {
        _instruments.RegisterSlave.Add(1);
        var answer = await Apply(new RegistryOperation.Admit(registrationId, registrationId, info with { Id = _identity.NewSlaveId(), Principal = Caller.Principal }));
        if (answer.SlaveId is { } slave)
        {
            _instruments.SlaveRegistrations.Add(1);
            _recovery.Await(slave, _time.GetUtcNow());
            LogAdmitted(_log, slave.Value, info.Hostname);
        }

        return answer;
    }

    public async Task<AdmitAnswer> Readmit(Guid operationId, SlaveInfo info, Epoch holder)
    {
        if (info.Principal is { } asker && _store.Current.Slaves.GetValueOrDefault(info.Id!.Value)?.Info.Principal is { } owner && owner != asker)
        {
            LogForeign(_log, info.Id.Value.Value, asker);
            throw new NotAuthorizedException($"slave {info.Id} belongs to another principal than {asker}");
        }

        // Before the answer is known: a removal that is asked for from now on comes after it.
        _holders.Take(info.Id!.Value, holder);
        var answer = await Apply(new RegistryOperation.Readmit(operationId, info));
        Back(answer);
        return answer;
    }

    public async Task<AdmitAnswer> Remove(Guid operationId, SlaveId slave, Guid? activation)
    {
        if (activation is { } who && (!await GrainFactory.Slave(slave).ConfirmRemoval(who) || !_holders.MayRemove(slave, who)))
        {
            LogSuperseded(_log, slave.Value);
            _recovery.Await(slave, _time.GetUtcNow());
            return new AdmitAnswer { Superseded = true };
        }

        LogRemoving(_log, slave.Value);
        var answer = await Apply(new RegistryOperation.Remove(operationId, slave));
        _holders.Forget(slave);
        Back(answer);
        return answer;
    }

    public Task<AdmitAnswer> Await(SlaveId slave)
    {
        if (_store.Current.Removed.Contains(slave))
        {
            return Task.FromResult(new AdmitAnswer { Refusal = $"Slave {slave} was removed from the cluster", Frameworks = _frameworks });
        }

        if (_store.Current.Slaves.ContainsKey(slave))
        {
            _holders.Forget(slave);
            _recovery.Await(slave, _time.GetUtcNow());
        }

        return Task.FromResult(Answer(slave));
    }

    public async Task<SlaveInfo?> Find(SlaveId slave) => (await ReadStore()).Slaves.GetValueOrDefault(slave)?.Info;

    public async Task<FrameworkId> AddFramework()
    {
        var framework = _identity.NewFrameworkId();
        await ChangeIndex(frameworks => frameworks.Add(framework));
        return framework;
    }

    public async Task RemoveFramework(FrameworkId framework, FrameworkView? completed)
    {
        var known = false;
        await ChangeIndex(frameworks => known = frameworks.Remove(framework));
        if (known && completed is not null)
        {
            _completed.Enqueue(completed);
            while (_completed.Count > CompletedMax)
            {
                _completed.Dequeue();
            }
        }
    }

    public async Task<RegistryView> Read()
    {
        var registry = await ReadStore();
        if (_view.Of != registry)
        {
            _view = (registry, [.. registry.Slaves.Values.Select(slave => slave.Info)]);
        }

        return new RegistryView
        {
            Master = _master,
            Slaves = _view.Slaves,
            RemovedSlaves = registry.Removed.Count,
            Frameworks = _frameworks,
            Completed = [.. _completed],
        };
    }

    public Task<MasterInfo> Lead() => Task.FromResult(_master);

    public Task<string?> Trouble() => Task.FromResult(_store.Trouble);

    private async Task<Registry> Recover(CancellationToken cancel)
    {
        try
        {
            return await _store.Recover(cancel);
        }
        catch
        {
            // This activation never was, and no one else ends what its log holds.
            await _store.DisposeAsync();
            throw;
        }
    }

    private async Task<AdmitAnswer> Apply(RegistryOperation operation)
    {
        try
        {
            return (await _store.Apply([operation], CancellationToken.None))[0] switch
            {
                RegistryVerdict.Mutated mutated => Answer(mutated.Slave),
                RegistryVerdict.Unchanged unchanged => Answer(unchanged.Slave),
                RegistryVerdict.Refused refused => new AdmitAnswer { Refusal = refused.Message, Frameworks = _frameworks },
                var unknown => throw new InvalidOperationException($"{unknown} is no verdict"),
            };
        }
        catch (RegistrarAbortedException e)
        {
            throw GiveUp(e);
        }
    }

    private RegistrarFigures Measure()
    {
        var replicas = _store.Replicas;
        return new RegistrarFigures(
            _store.QueuedOperations,
            _store.Current.Bytes + RegistrySize.Of(_master),
            replicas.Count,
            replicas.Count(replica => replica.Metadata is not null),
            replicas.Count(replica => replica.Whole));
    }

    private AdmitAnswer Answer(SlaveId slave) => new() { SlaveId = slave, Frameworks = _frameworks };

    private async Task<Registry> ReadStore()
    {
        try
        {
            return await _store.Read(CancellationToken.None);
        }
        catch (RegistrarAbortedException e)
        {
            throw GiveUp(e);
        }
    }

    private InvalidOperationException GiveUp(RegistrarAbortedException reason)
    {
        LogAborted(_log, reason);
        DeactivateOnIdle();
        return new InvalidOperationException($"the registrar failed and is recovering; ask again: {reason.Message}");
    }

    private async Task ChangeIndex(Action<List<FrameworkId>> change)
    {
        await _indexWrite.WaitAsync();
        try
        {
            change(_index.State.Frameworks);
            await _index.WriteStateAsync();
            _frameworks = [.. _index.State.Frameworks];
        }
        catch
        {
            // The list in memory has changed already and is not to be trusted.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _indexWrite.Release();
        }
    }
}
