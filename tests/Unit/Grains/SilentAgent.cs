using MesosOrleans.Frameworks;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Tests.Unit.Grains;

/// <summary>An agent that takes everything and does nothing.</summary>
internal sealed class SilentAgent : IAgentObserver
{
    public Task<Receipt> Deliver(Epoch epoch, Batch<AgentCommand> commands) => Task.FromResult(Receipt.Taken);

    public Task<Receipt> Ping(Epoch epoch) => Task.FromResult(Receipt.Taken);
}

/// <summary>A scheduler that looks at what it is told.</summary>
internal sealed class WatchingScheduler(Action<SchedulerEvent> told) : ISchedulerObserver
{
    public Task<Receipt> Deliver(Epoch epoch, Batch<SchedulerEvent> events)
    {
        foreach (var happening in events.Items)
        {
            told(happening);
        }

        return Task.FromResult(Receipt.Taken);
    }

    public Task<Receipt> Ping(Epoch epoch) => Task.FromResult(Receipt.Taken);
}
