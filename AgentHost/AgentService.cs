using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost;

/// <summary>Where the masters are, after which random part of a time the agent comes to them, and as whom.</summary>
internal sealed record AgentMaster(string Address, TimeSpan Backoff, Credential? Credential);

/// <summary>How the process shall end.</summary>
internal sealed class AgentEnd
{
    /// <summary>The exit code.</summary>
    public int Code { get; set; }
}

/// <summary>
/// The agent's life: recover, connect, register and serve until the process is told to end or the masters say that the slave is not part of the cluster. In the first case the tasks of frameworks that do not
/// checkpoint end first, in the second all do, while the session still stands, so that the masters are told as long as they listen.
/// </summary>
internal sealed partial class AgentService(
    AgentIdentity identity, AgentMaster master, RecoveryService recovery, ExecutorService executors, EffectsService effects, AgentEnd end,
    IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory logging) : BackgroundService
{
    private readonly ILogger _log = logging.CreateLogger<AgentService>();
    private AgentSession? _session;
    private SlaveInfo _info = identity.Info;

    // The longest grace period that an executor has, and some time to kill what does not heed it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>With the slave's ID as soon as it is admitted.</summary>
    public AgentIdentity Identity => identity with { Info = Info };

    /// <summary>How long it runs, and whether it has found masters.</summary>
    public AgentStanding Standing => new(time.GetUtcNow() - identity.StartedAt, _session is not null, recovery.Errors);

    private SlaveInfo Info => _session?.Info ?? _info;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        var carrying = executors.Run(over.Token);
        try
        {
            // Whichever ends first: what cannot be kept ends the agent.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var serving = Serve(either.Token);
            if (await Task.WhenAny(serving, carrying) == carrying)
            {
                await either.CancelAsync();
                await carrying;
            }

            await serving;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(_log);
        }
        catch (SessionEndedException e)
        {
            recovery.ForgetSlave(Info.Id);
            LogShutDown(_log, e.Message);
            End(1);
        }
        catch (NotAuthenticatedException e)
        {
            // As Mesos: the slave shuts down (rule 19.4). What it ran stays for another start with another credential.
            await Console.Error.WriteLineAsync($"mesos agent: {e.Message}");
            LogShutDown(_log, e.Message);
            End(1);
        }
        catch (ContainerizerException e)
        {
            await Console.Error.WriteLineAsync($"mesos agent: cannot recover: {e.Message}");
            LogBroken(_log, e);
            End(1);
        }
        catch (Exception e)
        {
            LogBroken(_log, e);
            End(1);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task Serve(CancellationToken stop)
    {
        effects.Slave = () => Info;
        var plan = await recovery.Recover(identity.Info, slave => _info = slave, stop);
        switch (plan)
        {
            case RecoveryPlan.Refuse refused:
                await Console.Error.WriteLineAsync($"mesos agent: {refused.Reason}");
                End(1);
                return;
            case RecoveryPlan.TakeOver { Cleanup: true } over:
                await executors.EndAll(all: true, TimeSpan.MaxValue);
                recovery.ForgetSlave(Info.Id);
                LogCleanedUp(_log, over.Slave.Id!.Value.Value);
                End(0);
                return;
        }

        var former = plan as RecoveryPlan.TakeOver;
        executors.Open(() => Info);
        await using var connection = await Connect(stop);
        await using var session = new AgentSession(connection, identity.Info, executors, time, _log, master.Backoff, former?.Registration());
        _session = session;
        effects.Reports = new SessionReports(session);
        _ = Announce(session.Registered);
        await Serve(session, stop);
    }

    private async Task Serve(AgentSession session, CancellationToken stop)
    {
        var all = true;
        try
        {
            await session.Run(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            all = false;
            throw;
        }
        finally
        {
            await executors.EndAll(all, Patience);
        }
    }

    private async Task<MasterConnection> Connect(CancellationToken stop)
    {
        using (var directory = new GatewayDirectory(MasterAddress.Parse(master.Address)))
        {
            try
            {
                await directory.Fetch(stop);
            }
            catch (MasterUnreachableException e)
            {
                LogWaiting(_log, e.Message);
            }
        }

        return await MasterConnection.Connect(master.Address, new MasterConnectionOptions { Wait = true, Logging = logging, Credential = master.Credential }, stop);
    }

    private async Task Announce(Task registered)
    {
        await registered;
        if (Info.Checkpoint)
        {
            executors.Step((_, _, decided) => decided.Checkpoints.Add(new CheckpointChange.Slave()));
        }

        await Console.Out.WriteLineAsync($"agent ready: http://{identity.Pid[(identity.Pid.IndexOf('@', StringComparison.Ordinal) + 1)..]}");
    }

    private void End(int code)
    {
        end.Code = code;
        lifetime.StopApplication();
    }
}
