namespace MesosOrleans.Registrar;

/// <summary>An entry of the registry's log in words, for people who read the log.</summary>
public static class RegistryEntryText
{
    /// <summary>So many operations are named; of more, how many more there are.</summary>
    private const int NamedMax = 4;

    /// <summary>In one line.</summary>
    public static string Of(RegistryEntry entry) => entry switch
    {
        RegistryEntry.Operations operations => string.Join(", ", operations.Items.Take(NamedMax).Select(Of))
            + (operations.Items.Length > NamedMax ? $", and {operations.Items.Length - NamedMax} more" : ""),
        RegistryEntry.SnapshotPiece piece => $"piece {piece.Index + 1} of {piece.Count} of a snapshot: {Count<SnapshotItem.Slave>(piece)} slaves, "
            + $"{Count<SnapshotItem.Tombstone>(piece)} removed ones, {Count<SnapshotItem.Answer>(piece)} answers",
        _ => throw new ArgumentException($"There are no words for {entry.GetType().Name}.", nameof(entry)),
    };

    /// <summary>What an operation does: <c>admit</c>, <c>readmit</c> or <c>remove</c>.</summary>
    public static string Verb(RegistryOperation operation) => operation switch
    {
        RegistryOperation.Admit => "admit",
        RegistryOperation.Readmit => "readmit",
        RegistryOperation.Remove => "remove",
        _ => throw new ArgumentException($"There is no word for {operation.GetType().Name}.", nameof(operation)),
    };

    /// <summary>Where the slave is that an operation is about; null if it does not say.</summary>
    public static string? Hostname(RegistryOperation operation) => operation switch
    {
        RegistryOperation.Admit admit => admit.Info.Hostname,
        RegistryOperation.Readmit readmit => readmit.Info.Hostname,
        _ => null,
    };

    private static string Of(RegistryOperation operation) =>
        $"{Verb(operation)} {operation.Slave.Value}" + (Hostname(operation) is { } host ? $" ({host})" : "");

    private static int Count<T>(RegistryEntry.SnapshotPiece piece)
        where T : SnapshotItem => piece.Items.OfType<T>().Count();
}
