using System.Collections.Immutable;
using MesosOrleans.Metrics;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Allocation;

/// <summary>
/// Hosts one <see cref="HierarchicalAllocator"/>: feeds it what slaves and frameworks report and carries its proposals to the slaves' ledgers, which decide.
/// Event-driven: each report asks for an allocation; what arrives meanwhile shares the next one. After an activation it asks everybody for what they hold before it proposes anything.
/// </summary>
[GrainType("allocator")]
public sealed partial class AllocatorGrain : Grain, IAllocatorGrain
{
    /// <summary>Between two looks at the file (rule 7.10).</summary>
    private static readonly TimeSpan WhitelistInterval = TimeSpan.FromSeconds(5);

    /// <summary>In this time the silos have agreed on who serves a slave, mostly.</summary>
    private static readonly TimeSpan DoubtPause = TimeSpan.FromSeconds(5);

    private readonly MasterSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<AllocatorGrain> _log;
    private readonly HierarchicalAllocator _allocator;
    private readonly AllocatorIntake _intake;
    private readonly Pump _pump;
    private readonly WhitelistStore _whitelist;
    private readonly LatencyInstruments _latency;
    private long? _since;
    private DateTimeOffset _whitelistDue;
    private IGrainTimer? _alarm;
    private bool _ready;
    private bool _gathering;

    public AllocatorGrain(MasterSettings settings, MasterInstruments instruments, TimeProvider time, ILogger<AllocatorGrain> log)
    {
        _latency = instruments.Latency;
        _settings = settings;
        _time = time;
        _log = log;
        _allocator = new HierarchicalAllocator(new AllocatorSettings(settings.Roles, settings.AllocationInterval));
        _intake = new AllocatorIntake(_allocator, settings.Roles);
        _whitelist = new WhitelistStore(settings.Whitelist);
        _pump = new Pump(Allocate, time, e => LogFailed(log, "allocation", e));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _pump.Stop();
        return Task.CompletedTask;
    }

    public Task ReportLedger(LedgerReport report)
    {
        Take(report);
        return Task.CompletedTask;
    }

    public Task RemoveSlave(SlaveId slave)
    {
        _intake.RemoveSlave(slave);
        return Task.CompletedTask;
    }

    public Task SetFramework(FrameworkReport report)
    {
        Take(report);
        return Task.CompletedTask;
    }

    public Task RemoveFramework(FrameworkId framework)
    {
        _intake.RemoveFramework(framework);
        Ask();
        return Task.CompletedTask;
    }

    public async Task Wake()
    {
        await ReadWhitelist();
        if (!_ready && !_gathering)
        {
            _gathering = true;
            _ = Gather();
        }
    }

    public Task<ImmutableArray<RoleView>> DescribeRoles() =>
        Task.FromResult<ImmutableArray<RoleView>>([.. _settings.Roles.Select(role => new RoleView(role.Key, role.Value))]);

    /// <summary>There is a reason to allocate.</summary>
    private void Ask()
    {
        _since ??= _time.GetTimestamp();
        _pump.Raise();
    }

    private async Task ReadWhitelist()
    {
        var now = _time.GetUtcNow();
        if (now < _whitelistDue)
        {
            return;
        }

        _whitelistDue = now + WhitelistInterval;
        try
        {
            if (await _whitelist.Read() is { } list)
            {
                LogWhitelist(_log, _settings.Whitelist!);
                _allocator.SetWhitelist(list);
                Ask();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(_log, "reading --whitelist", e);
        }
    }

    /// <summary>Asks all slaves and frameworks for what they hold; until then nothing is proposed (design, "Offers and launches").</summary>
    private async Task Gather()
    {
        try
        {
            var registry = await GrainFactory.Registrar().Read();
            var frameworks = registry.Frameworks.Select(id => GrainFactory.Framework(id).ReportToAllocator());
            foreach (var report in await Task.WhenAll(frameworks))
            {
                if (report is not null)
                {
                    Take(report);
                }
            }

            foreach (var report in await Task.WhenAll(registry.Slaves.Select(info => GrainFactory.Slave(info.Id!.Value).ReportLedger())))
            {
                Take(report);
            }

            _ready = true;
            Ask();
            LogReady(_log, registry.Slaves.Length, registry.Frameworks.Length);
        }
        catch (Exception e)
        {
            LogFailed(_log, "gathering what slaves and frameworks hold", e);
        }
        finally
        {
            _gathering = false;
        }
    }

    private void Take(FrameworkReport report)
    {
        if (!_intake.Take(report))
        {
            LogUnknownRole(_log, report.FrameworkId.Value, report.Role);
            return;
        }

        Ask();
    }

    private void Take(LedgerReport report)
    {
        if (_intake.Take(report, _time.GetUtcNow()))
        {
            _ = AskAgain(report.SlaveId, DoubtPause);
        }

        Ask();
    }

    private Task Allocate()
    {
        if (_ready)
        {
            var (since, began) = (_since ?? _time.GetTimestamp(), _time.GetTimestamp());
            _since = null;
            var proposals = _allocator.Allocate(_time.GetUtcNow());
            _latency.Allocation.Record(_time.GetElapsedTime(began).TotalSeconds);
            Send(proposals, since);
            SetAlarm();
        }

        return Task.CompletedTask;
    }

    /// <summary>One call a slave. None waits for another: a slow slave holds up nothing but itself.</summary>
    private void Send(IReadOnlyList<OfferProposal> proposals, long since)
    {
        var requests = ImmutableArray.CreateBuilder<OfferRequest>();
        for (var i = 0; i < proposals.Count; i++)
        {
            requests.Add(new OfferRequest(proposals[i].FrameworkId, proposals[i].Resources));
            if (i + 1 == proposals.Count || proposals[i + 1].SlaveId != proposals[i].SlaveId)
            {
                _ = Propose(proposals[i].SlaveId, requests.ToImmutable(), since);
                requests.Clear();
            }
        }
    }

    private async Task Propose(SlaveId slave, ImmutableArray<OfferRequest> requests, long since)
    {
        try
        {
            Take(await GrainFactory.Slave(slave).Offer(requests));
            if (requests.Length > 0)
            {
                _latency.Offer.Record(_time.GetElapsedTime(since).TotalSeconds);
            }
        }
        catch (Exception e)
        {
            // The outcome is unknown: only the ledger itself can say what became of the proposal.
            LogFailed(_log, "a proposal", e);
            _ = AskAgain(slave, _settings.AllocationInterval);
        }
    }

    private async Task AskAgain(SlaveId slave, TimeSpan pause)
    {
        await Task.Delay(pause, _time);
        if (_intake.Knows(slave))
        {
            await Propose(slave, [], _time.GetTimestamp());
        }
    }

    /// <summary>A filter that runs out is a reason to allocate.</summary>
    private void SetAlarm()
    {
        _alarm?.Dispose();
        _alarm = null;
        if (_allocator.NextWake is { } wake)
        {
            var due = wake - _time.GetUtcNow();
            _alarm = this.RegisterGrainTimer(
                _ =>
                {
                    Ask();
                    return Task.CompletedTask;
                },
                new GrainTimerCreationOptions(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
    }

    [LoggerMessage(401, LogLevel.Information, "The allocator knows {Slaves} slaves and {Frameworks} frameworks and begins to offer")]
    private static partial void LogReady(ILogger log, int slaves, int frameworks);

    [LoggerMessage(404, LogLevel.Information, "The whitelist {Path} says which slaves are offered from now on")]
    private static partial void LogWhitelist(ILogger log, string path);

    [LoggerMessage(403, LogLevel.Warning, "Framework {FrameworkId} has role {Role}, which is not among --roles: it is offered nothing")]
    private static partial void LogUnknownRole(ILogger log, string frameworkId, string role);

    [LoggerMessage(402, LogLevel.Warning, "The allocator: {What} failed, trying again")]
    private static partial void LogFailed(ILogger log, string what, Exception reason);
}
