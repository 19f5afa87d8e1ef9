using MesosOrleans.Connection;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>An agent without processes: each task runs and, but for <see cref="HeldTasks"/>, finishes at once, so that the masters alone are measured, over real sockets.</summary>
internal sealed class EmulatedAgent : IAgentWork, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly AgentSession _session;
    private readonly Task _running;

    public EmulatedAgent(MasterConnection connection, int number, Resources resources)
    {
        _session = new AgentSession(connection, new SlaveInfo { Hostname = $"emulated-{number}", Resources = resources }, this);
        _running = _session.Run(_stop.Token);
    }

    public Task Registered => Task.WhenAny(_session.Registered, _running).Unwrap();

    public void Launch(FrameworkInfo framework, TaskInfo task)
    {
        _session.Update(framework.Id!.Value, task.TaskId, TaskState.Running);
        if (task.Name != HeldTasks.Name)
        {
            _session.Update(framework.Id.Value, task.TaskId, TaskState.Finished);
        }
    }

    public void Kill(FrameworkId framework, TaskId task)
    {
    }

    public void Forget(FrameworkId framework, TaskId task)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _session.DisposeAsync();
        _stop.Dispose();
    }
}
