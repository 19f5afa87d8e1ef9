using System.Globalization;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>Who is woken and waited for after a recovery or the loss of a silo, and what becomes of those that stay away (design, "Who wakes a grain"; rules 2.7, 2.8).</summary>
public sealed partial class RegistrarGrain
{
    /// <summary>Enough to hide the way to other silos, few enough not to crowd out what agents ask meanwhile.</summary>
    private const int CallsAtOnce = 500;

    private readonly SlaveRecovery _recovery;
    private readonly ISiloStatusOracle _silos;
    private readonly ISiloEnd _end;
    private readonly Queue<SlaveId> _asleep = new();
    private readonly Queue<FrameworkId> _frameworksAsleep = new();
    private readonly Queue<SlaveId> _late = new();
    private readonly Queue<FrameworkId> _frameworksToKeep = new();
    private DateTimeOffset _keepFrameworksAt;
    private HashSet<SiloAddress>? _seen;
    private bool _begin;
    private bool _refused;
    private Task _round = Task.CompletedTask;

    /// <summary>Returns at once: what is to be done may take longer than a call lasts.</summary>
    public Task Wake()
    {
        // Another registrar or a change of the log's replicas ended it while nobody asked for anything.
        if (_store.Failure is { } failure)
        {
            _ = GiveUp(failure);
            return Task.CompletedTask;
        }

        LookAtSilos();
        if (_round.IsCompleted && !_refused)
        {
            _round = Round();
        }

        return Task.CompletedTask;
    }

    private void LookAtSilos()
    {
        var now = _silos.GetApproximateSiloStatuses(onlyActive: true).Keys.ToHashSet();
        if (_seen is null)
        {
            _begin = true;
        }
        else if (_seen.Except(now).ToArray() is { Length: > 0 } gone)
        {
            _begin = true;
            LogSilosGone(_log, string.Join(' ', gone.Select(silo => silo.ToString())));
        }

        _seen = now;
    }

    private async Task Round()
    {
        try
        {
            if (_begin)
            {
                await Begin();
            }

            await Each(_asleep, WakeSlave);
            await Each(_frameworksAsleep, framework => GrainFactory.Framework(framework).Wake());
            await KeepFrameworks();

            // Before all were asked, who has a session and has only not said so yet would count as late.
            if (_asleep.Count == 0 && !_begin)
            {
                Judge();
            }

            await Each(_late, Expire);
        }
        catch (Exception e)
        {
            LogWakeFailed(_log, _asleep.Count + _frameworksAsleep.Count + _late.Count, e);
        }
    }

    private async Task Begin()
    {
        var registry = await ReadStore();
        var now = _time.GetUtcNow();
        _begin = false;
        _holders.Clear();
        _recovery.Begin(registry.Slaves.Keys, registry.Slaves.Count, now);
        _asleep.Clear();
        _late.Clear();
        foreach (var slave in registry.Slaves.Keys)
        {
            _asleep.Enqueue(slave);
        }

        _frameworksAsleep.Clear();
        foreach (var framework in _frameworks)
        {
            _frameworksAsleep.Enqueue(framework);
        }

        if (registry.Slaves.Count > 0)
        {
            LogWaiting(_log, registry.Slaves.Count, now + _settings.SlaveReregisterTimeout);
        }
    }

    private Task KeepFrameworks()
    {
        var now = _time.GetUtcNow();
        if (now >= _keepFrameworksAt)
        {
            _keepFrameworksAt = now + (FrameworkPings.Interval * FrameworkPings.MissesMax);
            _frameworksToKeep.Clear();
            foreach (var framework in _frameworks)
            {
                _frameworksToKeep.Enqueue(framework);
            }
        }

        return Each(_frameworksToKeep, framework => GrainFactory.Framework(framework).KeepAlive());
    }

    private async Task WakeSlave(SlaveId slave)
    {
        if (_store.Current.Slaves.GetValueOrDefault(slave) is not { } admitted || await GrainFactory.Slave(slave).Wake(admitted.Info))
        {
            _recovery.Back(slave);
        }
    }

    private void Judge()
    {
        switch (_recovery.Judge(_time.GetUtcNow()))
        {
            case RecoveryVerdict.Remove remove:
                LogLate(_log, remove.Slaves.Count);
                foreach (var slave in remove.Slaves)
                {
                    _late.Enqueue(slave);
                }

                break;
            case RecoveryVerdict.Refuse refuse:
                _refused = true;
                var reason = string.Create(CultureInfo.InvariantCulture,
                    $"{refuse.Late} of {refuse.Total} slaves of the registry did not come back within --slave_reregister_timeout, more than "
                    + $"--recovery_slave_removal_limit={_settings.RecoverySlaveRemovalLimit:0.##}% allows to remove. Find out why they stay away, or start with a higher limit.");
                LogRefusing(_log, reason);
                _end.Refuse(reason);
                break;
        }
    }

    /// <summary>The slave's grain decides: it alone knows whether its agent has registered meanwhile.</summary>
    private Task Expire(SlaveId slave) =>
        _store.Current.Slaves.GetValueOrDefault(slave) is { } admitted ? GrainFactory.Slave(slave).Expire(admitted.Info) : Task.CompletedTask;

    private void Back(AdmitAnswer answer)
    {
        if (answer.SlaveId is { } slave)
        {
            _recovery.Back(slave);
        }
    }

    /// <summary>What fails stays in the queue for the next round.</summary>
    private static async Task Each<T>(Queue<T> queue, Func<T, Task> act)
    {
        Exception? failure = null;
        var failed = new List<T>();
        while (queue.Count > 0)
        {
            var batch = new List<T>(CallsAtOnce);
            while (batch.Count < CallsAtOnce && queue.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            await Task.WhenAll(batch.Select(async item =>
            {
                try
                {
                    await act(item);
                }
                catch (Exception e)
                {
                    failure = e;
                    failed.Add(item);
                }
            }));
        }

        foreach (var item in failed)
        {
            queue.Enqueue(item);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
