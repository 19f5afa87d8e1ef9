using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Connection;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost;

/// <summary>Where the masters are, and after which random part of a time the agent comes to them.</summary>
internal sealed record AgentMaster(string Address, TimeSpan Backoff);

/// <summary>How the process shall end.</summary>
internal sealed class AgentEnd
{
    /// <summary>The exit code.</summary>
    public int Code { get; set; }
}

/// <summary>
/// The agent's life: connect, register and serve until the process is told to end or the masters say that the slave is not part of the
/// cluster. Whatever the reason, its tasks end first,
/// while the session still stands, so that the masters are told as long as they listen.
/// </summary>
internal sealed partial class AgentService(
    AgentIdentity identity, AgentMaster master, TaskRunnerService runner, AgentEnd end, IHostApplicationLifetime lifetime, TimeProvider time,
    ILoggerFactory logging) : BackgroundService
{
    // A little more than the grace period that a task has between TERM and KILL.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ILogger _log = logging.CreateLogger<AgentService>();
    private AgentSession? _session;

    /// <summary>With the slave's ID as soon as it is admitted.</summary>
    public AgentIdentity Identity => _session is { } session ? identity with { Info = session.Info } : identity;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            await using var connection = await Connect(stop);
            await using var session = new AgentSession(connection, identity.Info, runner, time, _log, master.Backoff);
            _session = session;
            runner.Begin(session.Update);
            _ = Announce(session.Registered);
            try
            {
                await session.Run(stop);
            }
            finally
            {
                await runner.EndAll(Patience);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(_log);
        }
        catch (SessionEndedException e)
        {
            LogShutDown(_log, e.Message);
            End();
        }
        catch (Exception e)
        {
            LogBroken(_log, e);
            End();
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

        return await MasterConnection.Connect(master.Address, new MasterConnectionOptions { Wait = true, Logging = logging }, stop);
    }

    private async Task Announce(Task registered)
    {
        await registered;
        await Console.Out.WriteLineAsync($"agent ready: http://{identity.Pid[(identity.Pid.IndexOf('@', StringComparison.Ordinal) + 1)..]}");
    }

    private void End()
    {
        end.Code = 1;
        lifetime.StopApplication();
    }
}
