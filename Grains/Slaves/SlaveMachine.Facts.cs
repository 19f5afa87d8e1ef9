using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>What the agent tells: changes of tasks (rule 9.1), messages and ends of executors (9.9).</summary>
public sealed partial class SlaveMachine
{
    /// <summary>Takes in what the agent tells, in order.</summary>
    public void Report(ReadOnlySpan<AgentFact> facts, SlaveEffects effects)
    {
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case AgentFact.Updated { Update: var update }:
                    Update(update, effects);
                    break;
                case AgentFact.Message message:
                    effects.Facts.Add((message.FrameworkId, new SlaveFact.Message(message.ExecutorId, message.Data)));
                    break;
                case AgentFact.ExecutorExited exited:
                    ExecutorExited(exited, effects);
                    break;
            }
        }
    }

    private void Update(StatusUpdate update, SlaveEffects effects)
    {
        if (_tasks.TryGet(update.FrameworkId, update.Status.TaskId, out var entry))
        {
            // One that is here already goes on, too: the agent repeats it, as nobody has acknowledged it.
            var ran = !entry.Task.State.IsTerminal();
            if (entry.Enter(update) && ran && entry.Task.State.IsTerminal())
            {
                _ledger.Release(update.FrameworkId, entry.Task.Resources);
            }
        }

        effects.Facts.Add((update.FrameworkId, new SlaveFact.TaskUpdated(update)));
    }

    private void ExecutorExited(AgentFact.ExecutorExited exited, SlaveEffects effects)
    {
        if (_executors.Remove(exited.FrameworkId, exited.ExecutorId, out var executor))
        {
            _ledger.Release(exited.FrameworkId, executor.Resources);
            effects.Facts.Add((exited.FrameworkId, new SlaveFact.ExecutorLost(exited.ExecutorId, exited.Status)));
        }
    }

    /// <summary>The agent shows its executors at a registration; one that it does not show has exited unheard (rule 4.3).</summary>
    private void ShowExecutors(ImmutableArray<ExecutorInfo> shown, SlaveEffects effects)
    {
        var before = _executors.All;
        _executors.Clear();
        foreach (var executor in shown)
        {
            _executors.Add(executor);
            _ledger.Use(executor.FrameworkId!.Value, executor.Resources);
        }

        foreach (var executor in before)
        {
            if (!_executors.TryGet(executor.FrameworkId!.Value, executor.ExecutorId, out _))
            {
                effects.Facts.Add((executor.FrameworkId.Value, new SlaveFact.ExecutorLost(executor.ExecutorId, -1)));
            }
        }
    }
}
