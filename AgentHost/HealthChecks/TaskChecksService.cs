using MesosOrleans.AgentHost.Executors;

namespace MesosOrleans.AgentHost.HealthChecks;

/// <summary>Is told what checks of tasks have found, from any thread.</summary>
internal interface IHealthEvents
{
    /// <summary>A check has ended. Perhaps the task has, too.</summary>
    /// <param name="task">Whose.</param>
    /// <param name="problem">What is wrong; null if all is well.</param>
    void Checked(AgentTask task, string? problem);
}

/// <summary>The checks that are under way, by task. Used by one loop.</summary>
internal sealed class TaskChecksService(IHealthChecker checker) : IAsyncDisposable
{
    private readonly Dictionary<AgentTask, IAsyncDisposable> _checks = [];
    private IHealthEvents _events = null!;
    private Task _ended = Task.CompletedTask;

    public void Begin(IHealthEvents events) => _events = events;

    public void Start(AgentTask task, HealthTarget target) => _checks.Add(task, checker.Start(target, problem => _events.Checked(task, problem)));

    /// <summary>Nothing happens if it has ended. A command that is under way is killed, and not waited for.</summary>
    public void End(AgentTask task)
    {
        if (_checks.Remove(task, out var check))
        {
            _ended = Task.WhenAll(_ended, check.DisposeAsync().AsTask());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var check in _checks.Values)
        {
            await check.DisposeAsync();
        }

        _checks.Clear();
        await _ended;
    }
}
