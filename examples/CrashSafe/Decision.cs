using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Examples;

/// <summary>Tasks for one offer.</summary>
public sealed record Placement(Offer Offer, ImmutableArray<TaskInfo> Tasks);

/// <summary>What to do now.</summary>
/// <param name="State">To be on disk before any of it is done; its tasks include the new ones.</param>
/// <param name="Launches">What is launched, and with which offers.</param>
/// <param name="Kills">What is killed.</param>
/// <param name="Wants">Whether more offers are wanted.</param>
/// <param name="Again">When to decide again though nothing has happened; null: not before something does.</param>
/// <param name="Exit">The exit code, if all is done; the framework ends then.</param>
public sealed record Decision<TState>(
    TState State, ImmutableArray<Placement> Launches, ImmutableArray<TaskId> Kills, bool Wants, DateTimeOffset? Again = null, int? Exit = null)
    where TState : KeptState;

/// <summary>A framework's rules, pure: they take what is known and the time, and return what is known then, and what to do.</summary>
public interface IFrameworkRules<TState>
    where TState : KeptState
{
    /// <summary>A task changed, or the masters answered a question about it.</summary>
    TState Apply(TState state, TaskStatus status, DateTimeOffset now);

    /// <summary>What to do with these offers; those that it does not use are declined.</summary>
    Decision<TState> Decide(TState state, IReadOnlyList<Offer> offers, DateTimeOffset now);
}
