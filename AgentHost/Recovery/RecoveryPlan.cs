using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost.Recovery;

/// <summary>
/// What an agent does with what a former process left (rules 13.4 to 13.11; Mesos 0.19 <c>src/slave/state.cpp</c>, <c>slave.cpp:2888</c>).
/// <para>Another boot of the machine, or no slave, is a new slave: nothing of the former one can run. A slave whose resources or attributes changed is refused with the difference, since the masters and
/// its tasks rely on them; a changed port or host name is not, unlike in Mesos: nothing that survives depends on it. What cannot be read stops a strict start; else it is passed over, and what it
/// stood for ends.</para>
/// </summary>
internal abstract record RecoveryPlan
{
    private RecoveryPlan()
    {
    }

    /// <summary>Register as a new slave. Whatever runs of a former one ends.</summary>
    /// <param name="Reason">For the log; null on an empty directory.</param>
    /// <param name="Leftovers">Runs to be ended.</param>
    internal sealed record Anew(string? Reason, ImmutableArray<LeftoverRun> Leftovers) : RecoveryPlan;

    /// <summary>Do not start; say why.</summary>
    internal sealed record Refuse(string Reason) : RecoveryPlan;

    /// <summary>Take over what runs.</summary>
    /// <param name="Slave">With its ID; as the agent is now.</param>
    /// <param name="Frameworks">What it had.</param>
    /// <param name="Leftovers">Runs to be ended.</param>
    /// <param name="Cleanup">True: only to end it, and then the agent.</param>
    internal sealed record TakeOver(
        SlaveInfo Slave, ImmutableArray<RecoveredFramework> Frameworks, ImmutableArray<LeftoverRun> Leftovers, bool Cleanup) : RecoveryPlan
    {
        /// <summary>What the agent held, for its session. What happened since is told after the registration.</summary>
        public AgentRegistration Registration() => new()
        {
            Info = Slave,
            Frameworks = [.. Frameworks.Select(framework => framework.Info)],
            Executors = [.. Frameworks.SelectMany(framework => framework.Executors).Where(executor => !executor.IsCommand).Select(executor => executor.Info)],
            Tasks = [.. Tasks().Select(task => task.Task.SummaryOf(task.Framework))],
            Pending = [.. Tasks().SelectMany(task => task.Task.Pending)],
            Again = true,
        };

        private IEnumerable<(FrameworkId Framework, RecoveredTask Task)> Tasks() =>
            from framework in Frameworks
            from executor in framework.Executors
            from task in executor.Tasks
            where !task.IsDone
            select (framework.Info.Id!.Value, task);
    }

    /// <summary>Decides.</summary>
    /// <param name="state">What lies there.</param>
    /// <param name="now">What the agent is now; without an ID.</param>
    /// <param name="bootId">Of the machine, now.</param>
    /// <param name="strict"><c>--strict</c>.</param>
    /// <param name="cleanup"><c>--recover=cleanup</c>.</param>
    public static RecoveryPlan Of(RecoveredState state, SlaveInfo now, string bootId, bool strict, bool cleanup)
    {
        var all = state.Leftovers.AddRange(
            state.Frameworks.SelectMany(framework => framework.Executors).Select(executor => new LeftoverRun(executor.Container, executor.RunDirectory)));
        if (state.BootId is { } written && written != bootId)
        {
            return new Anew("the machine was started anew since", all);
        }

        if (strict && !state.Errors.IsEmpty)
        {
            return new Refuse(
                $"cannot recover: {string.Join("; ", state.Errors)}. Remove what is named, or start with --strict=false: then it is passed over, and what it stood for ends");
        }

        if (state.Slave is not { } former)
        {
            return new Anew(all.IsEmpty ? null : "no slave is recorded here", all);
        }

        if (!cleanup && Difference(former, now) is { } difference)
        {
            return new Refuse(
                $"Incompatible slave info detected: {difference}. Start with the former values; or end what runs with --recover=cleanup, and then start as a new slave");
        }

        return new TakeOver(now with { Id = former.Id }, state.Frameworks, state.Leftovers, cleanup);
    }

    private static string? Difference(SlaveInfo former, SlaveInfo now)
    {
        var differences = new List<string>();
        if (!former.Resources.Equals(now.Resources))
        {
            differences.Add($"its resources were {former.Resources} and are {now.Resources}");
        }

        if (!former.Attributes.Equals(now.Attributes))
        {
            differences.Add($"its attributes were '{former.Attributes}' and are '{now.Attributes}'");
        }

        if (former.Checkpoint != now.Checkpoint)
        {
            differences.Add($"--checkpoint was {(former.Checkpoint ? "true" : "false")}");
        }

        return differences.Count == 0 ? null : string.Join(", ", differences);
    }
}
