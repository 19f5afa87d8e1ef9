using MesosOrleans.Registrar;

namespace MesosOrleans.Bench.Simulation;

/// <summary>One operation as its client saw it; of a null one, the registry was read.</summary>
internal sealed record AskedOperation(RegistryOperation? Operation, TimeSpan Invoked)
{
    /// <summary>Null: it was never answered; it may have happened or not.</summary>
    public TimeSpan? Answered { get; set; }

    public RegistryVerdict? Verdict { get; set; }

    /// <summary>What was read.</summary>
    public string? Seen { get; set; }

    public override string ToString() => $"{Operation?.GetType().Name ?? "Read"} {Operation?.Slave.Value} asked at {Invoked.TotalSeconds:0.000} s, answered {Verdict?.ToString() ?? Seen}";
}

/// <summary>
/// Whether what clients were answered is what one registry would have answered that did one thing after the other, each between question
/// and answer. The order of the changes is that of the log; everything that changes nothing is put at the first place in it that explains
/// its answer.
/// </summary>
internal static class HistoryCheck
{
    /// <param name="log">The changes in the order of the log.</param>
    /// <param name="asked">What clients asked.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Check(IReadOnlyList<RegistryOperation> log, IReadOnlyList<AskedOperation> asked)
    {
        var place = new Dictionary<Guid, int>();
        for (var i = 0; i < log.Count; i++)
        {
            if (!place.TryAdd(log[i].Id, i + 1))
                return $"{log[i].GetType().Name} of {log[i].Slave.Value} happened twice.";
        }

        var registries = new List<Registry> { Registry.Empty };
        foreach (var operation in log)
            registries.Add(RegistryRules.Mutate(registries[^1], operation));

        var placed = new List<(AskedOperation Asked, int Place)>();
        foreach (var operation in asked.OrderBy(operation => operation.Invoked))
        {
            var after = placed.Where(other => other.Asked.Answered < operation.Invoked).Select(other => other.Place).DefaultIfEmpty(0).Max();
            if (operation.Operation is { } change && place.TryGetValue(change.Id, out var at))
            {
                if (at <= after)
                    return $"{operation} stands at {at} of the log, before {after}, which was answered before it was asked.";
                if (operation.Verdict is RegistryVerdict.Refused { Reason: not RegistryRefusal.Removed })
                    return $"{operation} was refused, but stands at {at} of the log.";
                placed.Add((operation, at));
            }
            else if (operation.Answered is not null)
            {
                if (operation.Verdict is RegistryVerdict.Mutated)
                    return $"{operation} is not in the log.";
                while (after < registries.Count && !Explains(registries[after], operation))
                    after++;
                if (after == registries.Count)
                    return $"{operation} cannot be explained by any state of the registry after what was answered before it was asked.";
                placed.Add((operation, after));
            }
        }

        return null;
    }

    /// <summary>What a client can read, as text.</summary>
    public static string Describe(Registry registry) =>
        $"{string.Join(" ", registry.Slaves.Keys.Select(slave => slave.Value).Order(StringComparer.Ordinal))} and {registry.Removed.Count} removed";

    private static bool Explains(Registry registry, AskedOperation operation)
    {
        if (operation.Operation is not { } change)
            return Describe(registry) == operation.Seen;

        var verdict = RegistryRules.Apply(registry, change, strict: true).Verdict;
        return (verdict, operation.Verdict) switch
        {
            (RegistryVerdict.Unchanged, RegistryVerdict.Unchanged) => true,
            (RegistryVerdict.Refused mine, RegistryVerdict.Refused its) => mine.Reason == its.Reason,
            _ => false,
        };
    }
}
