using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>
/// Sees everything that happens, and knows what each invariant (design, section 2) makes of it. It looks at what a step has touched, not at the whole cluster. Launches are numbered: the number travels as
/// the task's name, so that two tasks of one ID are told apart.
/// </summary>
internal sealed class ClusterModel(Func<TimeSpan> now, Action<string>? trace)
{
    private readonly List<LaunchModel> _launches = [];
    private readonly Dictionary<Guid, (LaunchModel Launch, int Index)> _updates = [];
    private readonly HashSet<SlaveId> _removed = [];
    private readonly HashSet<FrameworkId> _ended = [];

    /// <summary>The first thing that was seen that must not be; null if all is well.</summary>
    public string? Violation { get; private set; }

    public IReadOnlyList<LaunchModel> Launches => _launches;

    /// <summary>Updates that frameworks were told.</summary>
    public int Told { get; private set; }

    public bool IsRemoved(SlaveId slave) => _removed.Contains(slave);

    public bool HasEnded(FrameworkId framework) => _ended.Contains(framework);

    public void Violate(int invariant, string what) => Violation ??= $"invariant {invariant} at {now().TotalSeconds:0.000} s: {what}";

    public LaunchModel Launch(FrameworkId framework, TaskId task, SlaveId slave)
    {
        var launch = new LaunchModel(_launches.Count, framework, task, slave);
        _launches.Add(launch);
        return launch;
    }

    /// <summary>The launch that a task was made by.</summary>
    public LaunchModel Of(string name) => _launches[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)];

    public void Ended(FrameworkId framework) => _ended.Add(framework);

    /// <summary>The registry has judged (invariant 3).</summary>
    public void Registered(Registry registry, RegistryOperation operation, RegistryVerdict verdict)
    {
        var slave = operation.Slave;
        if (_removed.Contains(slave) && (registry.Slaves.ContainsKey(slave) || (operation is not RegistryOperation.Remove && verdict is not RegistryVerdict.Refused)))
            Violate(3, $"{operation.GetType().Name} of {slave}, which was removed, is answered {verdict}");
        if (operation is RegistryOperation.Remove && verdict is RegistryVerdict.Mutated)
            _removed.Add(slave);
        if (verdict is RegistryVerdict.Mutated)
            trace?.Invoke($"registry: {operation.GetType().Name} {slave}");
    }

    /// <summary>A slave grain has made a step (invariants 3 and 4).</summary>
    public void Stepped(SlaveMachine machine, SlaveEffects effects, string where)
    {
        if (!machine.Total.Contains(machine.Used + machine.Offered))
            Violate(4, $"{machine.Id} in {where}: {machine.Used} used and {machine.Offered} offered of {machine.Total}");
        foreach (var command in effects.Commands)
        {
            if (command is AgentCommand.Launch launch && machine.Removing)
                Violate(3, $"{machine.Id} in {where} launches {launch.Task.TaskId} while it is being removed");
        }

        foreach (var (framework, fact) in effects.Facts)
        {
            if (fact is SlaveFact.Offered { Offer: var offer } && machine.Removing)
                Violate(3, $"{machine.Id} in {where} offers {offer.Resources} to {framework} while it is being removed");
        }
    }

    /// <summary>An agent is about to start a task (invariants 4 and 5).</summary>
    public void Starts(LaunchModel launch, SlaveId slave)
    {
        trace?.Invoke($"{slave} starts {launch}");
        if (++launch.Starts > 1)
            Violate(4, $"{launch} is started {launch.Starts} times");
        if (launch.Ended && !_removed.Contains(slave))
            Violate(5, $"{launch} starts on {slave} although its framework was told that it has ended");
    }

    /// <summary>An agent and its tasks have made a step (invariant 4).</summary>
    public void Uses(string machine, Resources used, Resources total)
    {
        if (!total.Contains(used))
            Violate(4, $"on {machine} run tasks with {used}, and it has {total}");
    }

    /// <summary>An agent has made an update, which its framework must hear now (invariant 5).</summary>
    public void Made(LaunchModel launch, StatusUpdate update)
    {
        trace?.Invoke($"{update.SlaveId} has {update.Status.State} of {launch}");
        _updates.Add(update.Uuid, (launch, launch.Made++));
    }

    /// <summary>A framework's user has got an update for the first time (invariant 5).</summary>
    public void Hears(LaunchModel? current, StatusUpdate update)
    {
        Told++;
        if (!_updates.TryGetValue(update.Uuid, out var made))
        {
            // Made by the masters.
            if (current is not null && update.Status.State.IsTerminal())
                End(current, update);
            return;
        }

        var launch = made.Launch;
        trace?.Invoke($"{update.FrameworkId} hears {update.Status.State} of {launch}");
        if (current is not null && launch != current)
            Violate(5, $"{update.FrameworkId} hears {update.Status.State} of {launch}, and believes that it is of {current}");
        if (made.Index != launch.Heard)
            Violate(5, $"{update.FrameworkId} hears update {made.Index} of {launch} after {launch.Heard} others");
        // What was made before the answer, and waits for its turn, comes still: the answer is the newest state (semantics, section 10).
        if (launch.Answer == TaskState.Lost && made.Index >= launch.MadeBeforeAnswer && !_removed.Contains(launch.Slave))
            Violate(5, $"{launch} changes to {update.Status.State} although it was answered to be lost");
        launch.Heard = made.Index + 1;
        if (update.Status.State.IsTerminal())
            End(launch, update);
    }

    /// <summary>A framework's user has got an answer about a task whose ID was used once (invariant 7).</summary>
    public void Answered(LaunchModel launch, TaskState state)
    {
        trace?.Invoke($"{launch.Framework} is answered {state} of {launch}");
        if (!state.IsTerminal() || launch.Ended)
            return;
        if (launch.Runs && !_removed.Contains(launch.Slave) && !HasEnded(launch.Framework))
            Violate(7, $"{launch} is answered to be {state} while it runs on {launch.Slave}");
        (launch.Ended, launch.Answer, launch.MadeBeforeAnswer) = (true, state, launch.Made);
    }

    private void End(LaunchModel launch, StatusUpdate update)
    {
        trace?.Invoke($"{launch.Framework} knows that {launch} is {update.Status.State}: {update.Status.Message}");
        if (launch.Ended && launch.Answer != update.Status.State)
            Violate(5, $"{launch} ends twice for its framework, as {update.Status.State} now");
        (launch.Ended, launch.Answer) = (true, null);
    }
}

/// <summary>One task that a user wanted, whatever its ID.</summary>
internal sealed class LaunchModel(int number, FrameworkId framework, TaskId task, SlaveId slave)
{
    public int Number => number;

    public FrameworkId Framework => framework;

    public TaskId Task => task;

    public SlaveId Slave => slave;

    public int Starts { get; set; }

    /// <summary>Its process is there.</summary>
    public bool Runs { get; set; }

    /// <summary>Updates that its agent has made.</summary>
    public int Made { get; set; }

    /// <summary>Of these, what its user has got.</summary>
    public int Heard { get; set; }

    /// <summary>Its user knows of its end.</summary>
    public bool Ended { get; set; }

    /// <summary>He knows it from this answer, and was not told otherwise since.</summary>
    public TaskState? Answer { get; set; }

    /// <summary>Updates that its agent had made by then.</summary>
    public int MadeBeforeAnswer { get; set; }

    /// <summary>Its agent lost what it knew of it, as it may: the machine was lost, or its framework does not checkpoint.</summary>
    public bool Forgotten { get; set; }

    public override string ToString() => $"launch {number} ({framework} {task} on {slave})";
}
