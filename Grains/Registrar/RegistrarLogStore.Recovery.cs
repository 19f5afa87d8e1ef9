using MesosOrleans.Log;

namespace MesosOrleans.Registrar;

/// <remarks>How the log is found, read, and its replicas kept whole while it is used.</remarks>
public sealed partial class RegistrarLogStore
{
    // Replicas that have caught up and wait for their turn among the appends.
    private IReadOnlyList<ReplicaHealth>? _caught;

    /// <summary>How the replicas stood when last looked at; none before the recovery.</summary>
    public IReadOnlyList<ReplicaHealth> Replicas { get; private set; } = [];

    /// <summary>Why nothing can be stored now, as the replicas showed themselves when last looked at; null if enough of them vote.</summary>
    public string? Trouble
    {
        get
        {
            var (seen, quorum) = (Replicas, _coordinator?.Ensemble.Quorum ?? 0);
            var voting = seen.Count(replica => replica.Metadata?.Status == ReplicaStatus.Voting && !replica.Old);
            return seen.Count == 0 || voting >= quorum ? null
                : $"{voting} of {seen.Count} replicas of the registry's log vote, {quorum} are needed: admissions and removals of slaves wait, what runs goes on";
        }
    }

    private async Task<Registry> RunRecovery()
    {
        try
        {
            var began = _time.GetTimestamp();
            var registry = await Within(_options.FetchTimeout, "--registry_fetch_timeout", Fetch);
            _timings?.Fetched(_time.GetElapsedTime(began));
            lock (_lock)
                _tending = _failure is null ? Start(Tend) : Task.CompletedTask;
            return registry;
        }
        catch (Exception exception)
        {
            lock (_lock)
                throw Abort(exception);
        }
    }

    private async Task<Registry> Fetch(CancellationToken cancellation)
    {
        var election = await Elect(cancellation);
        var entries = election.Entries.Select(entry => entry.Action).OfType<LogAction.Append>().Select(append => _codec.Decode(append.Data)).ToList();
        var replayed = RegistryReplay.Replay(entries, truncated: election.Begin > 0);
        _operationsSinceSnapshot = replayed.OperationsSinceSnapshot;
        return _registry = replayed.Registry;
    }

    private async Task<Election> Elect(CancellationToken cancellation)
    {
        while (true)
        {
            var log = await Find(cancellation);
            _coordinator = new Coordinator(log.Ensemble, log.Replicas, Draw, _replicaFailed, Rules);
            try
            {
                return await _coordinator.Elect(cancellation);
            }
            catch (EnsembleChangedException changed)
            {
                await _coordinator.DisposeAsync();
                await _directory.Install(changed.Next, cancellation);
            }
        }
    }

    private async Task<FoundLog> Find(CancellationToken cancellation)
    {
        var recorded = _options.Record is { } record ? await record.Read(cancellation) : null;
        var log = await Search(recorded, cancellation);
        RegistrarLogRules.Check(log.Ensemble.Log, recorded, log.Replicas[0].Name);
        if (recorded is null && _options.Record is { } empty)
            RegistrarLogRules.Check(log.Ensemble.Log, await empty.Remember(log.Ensemble.Log, cancellation), log.Replicas[0].Name);
        return log;
    }

    private async Task<FoundLog> Search(Guid? recorded, CancellationToken cancellation)
    {
        try
        {
            var log = await _directory.Find(cancellation);
            if (log.Votes || !_options.AutoInitialize)
                return log;

            // A first start that was killed half-way.
            await LogInitialization.Run(log.Replicas, _options.Quorum, Draw, cancellation);
            return log;
        }
        catch (LogAbsentException absent) when (_options.AutoInitialize || recorded is not null)
        {
            RegistrarLogRules.CheckAbsent(recorded, absent.Message);
            await _directory.Initialize(_options.Quorum, Draw, cancellation);
            return await _directory.Find(cancellation);
        }
    }

    private async Task Tend()
    {
        try
        {
            while (true)
            {
                Replicas = await _coordinator!.Tend(_lifetime.Token);
                var caught = Replicas.Where(replica => replica.Caught).ToList();
                lock (_lock)
                {
                    if (_failure is not null)
                        return;
                    _caught = caught.Count > 0 ? caught : null;
                    if (_caught is not null && _flushing.IsCompleted)
                        _flushing = Start(Flush);
                }

                await Task.Delay(_options.TendInterval, _time, _lifetime.Token);
            }
        }
        catch (Exception exception)
        {
            lock (_lock)
                Abort(exception);
        }
    }

    private async Task AdmitReplicas()
    {
        if (Interlocked.Exchange(ref _caught, null) is { } caught)
        {
            await Within(_options.StoreTimeout, "--registry_store_timeout", async cancellation =>
            {
                await _coordinator!.Admit(caught, cancellation);
                return true;
            });
        }
    }
}
