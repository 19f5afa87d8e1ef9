using System.Collections.Concurrent;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;

namespace MesosOrleans.Tests.Unit.Grains;

/// <summary>Holds up removals in the registrar: before they are stored, or after, so that their answer is lost.</summary>
public sealed class RegistrarGate : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<SlaveId, Held> _held = new();

    /// <summary>Arms it for one slave.</summary>
    public Held Hold(SlaveId slave, bool losesFirstAnswer = false) => _held.GetOrAdd(slave, new Held(losesFirstAnswer));

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not RegistrarGrain || context.MethodName != nameof(IRegistrarGrain.Remove)
            || !_held.TryGetValue((SlaveId)context.Request.GetArgument(1)!, out var held))
        {
            await context.Invoke();
            return;
        }

        held.Operations.Add((Guid)context.Request.GetArgument(0)!);
        if (held.LosesFirstAnswer && held.Operations.Count == 1)
        {
            await context.Invoke();
            held.Entered.TrySetResult();
            throw new TimeoutException("the answer is lost");
        }

        held.Entered.TrySetResult();
        await held.Released.Task;
        await context.Invoke();
        held.IsStored = true;
    }

    /// <summary>One slave's removal.</summary>
    public sealed record Held(bool LosesFirstAnswer)
    {
        /// <summary>The first attempt has come.</summary>
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Set by the test.</summary>
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The IDs of the attempts.</summary>
        public List<Guid> Operations { get; } = [];

        /// <summary>The removal is in the registry.</summary>
        public bool IsStored { get; set; }
    }
}
